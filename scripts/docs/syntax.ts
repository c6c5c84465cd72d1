import { parseSync } from '@swc/core';

/** A node of a parsed file; only what the index of tests needs is looked at. */
export interface SyntaxNode {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** A parsed file. */
export interface SourceFile {
  /** Path from the root of the project, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly body: readonly SyntaxNode[];
}

const isNode = (value: unknown): value is SyntaxNode =>
  value !== null && typeof value === 'object' && typeof (value as SyntaxNode).type === 'string';

/** Parses TypeScript; throws on a syntax error. */
export const parseSource = (path: string, text: string): SourceFile => ({
  path,
  text,
  body: parseSync(text, { syntax: 'typescript', target: 'es2024' }).body as unknown as readonly SyntaxNode[],
});

/** The nodes directly below a node, in order, also through the plain records in which arguments are wrapped. */
export const childrenOf = (node: object): readonly SyntaxNode[] =>
  Object.values(node).flatMap((member) => {
    if (Array.isArray(member)) return member.flatMap((one) => (isNode(one) ? [one] : nested(one)));
    return isNode(member) ? [member] : [];
  });

const nested = (value: unknown): readonly SyntaxNode[] =>
  value !== null && typeof value === 'object' ? childrenOf(value) : [];

/** The child of that name, or null. */
export const member = (node: SyntaxNode | null, name: string): SyntaxNode | null => {
  const value = node?.[name];
  return isNode(value) ? value : null;
};

/** The arguments of a call, or the elements of an array. */
export const partsOf = (node: SyntaxNode): readonly SyntaxNode[] => {
  const parts = (node['arguments'] ?? node['elements'] ?? []) as readonly ({ expression: unknown } | null)[];
  return parts.flatMap((part) => (part && isNode(part.expression) ? [part.expression] : []));
};

/** A literal's text, with `…` for what is only known when it runs; null when the node is no text. */
export const textOf = (node: SyntaxNode | undefined): string | null => {
  if (node?.type === 'StringLiteral') return String(node['value']);
  if (node?.type === 'NumericLiteral') return String(node['value']);
  if (node?.type !== 'TemplateLiteral') return null;
  return (node['quasis'] as readonly SyntaxNode[]).map(({ cooked }) => String(cooked)).join('…');
};

/** The name that an identifier, a property or a key stands for. */
export const nameOf = (node: SyntaxNode | null): string | null => {
  if (node?.type === 'Identifier') return String(node['value']);
  if (node?.type === 'StringLiteral') return String(node['value']);
  if (node?.type === 'Computed') return nameOf(member(node, 'expression'));
  return null;
};

/** The dotted name of a called thing: `it.each` of `it.each([…])(…)`. */
export const calleeOf = (node: SyntaxNode | null): string => {
  switch (node?.type) {
    case 'Identifier':
      return String(node['value']);
    case 'MemberExpression':
      return `${calleeOf(member(node, 'object'))}.${nameOf(member(node, 'property')) ?? '?'}`;
    case 'CallExpression':
      return calleeOf(member(node, 'callee'));
    case 'TaggedTemplateExpression':
      return calleeOf(member(node, 'tag'));
    default:
      return '?';
  }
};

/** The line of a node, from 1; positions of the parser count bytes from 1. */
export const lineOf = ({ text }: SourceFile, node: SyntaxNode): number => {
  const { start } = node['span'] as { readonly start: number };
  return Buffer.from(text)
    .subarray(0, start - 1)
    .toString()
    .split('\n').length;
};
