import { dirname, join } from 'node:path/posix';
import { calleeOf, childrenOf, member, nameOf, partsOf, type SourceFile, type SyntaxNode } from './syntax.ts';

/** Names that a piece of code speaks of: its strings, identifiers and keys; `expected` are those a test holds a result against. */
export interface Mentions {
  readonly direct: ReadonlySet<string>;
  readonly expected: ReadonlySet<string>;
  /** With everything that the code uses of its own file and of test fixtures: how many declarations away, 0 for its own. */
  readonly reached: ReadonlyMap<string, number>;
}

const EXPECTATIONS =
  /(^|\.)(then|thenTypes|toEqual|toStrictEqual|toMatchObject|toBe|toContain|toContainEqual)$/;
const FIXTURES = /(^|\/)(testing|support|crash|booking)\//;

const collect = (node: SyntaxNode, into: Set<string>, expected: Set<string>, expecting = false): void => {
  const name = nameOf(node);
  if (name !== null) {
    into.add(name);
    if (expecting) expected.add(name);
  }
  if (node.type === 'CallExpression') {
    const holds = EXPECTATIONS.test(calleeOf(member(node, 'callee')));
    const callee = member(node, 'callee');
    if (callee) collect(callee, into, expected, expecting);
    for (const child of childrenOf({ ...node, callee: null }))
      collect(child, into, expected, expecting || holds);
    return;
  }
  for (const child of childrenOf(node)) collect(child, into, expected, expecting);
};

const declared = (statement: SyntaxNode): readonly (readonly [string, SyntaxNode])[] => {
  const declaration = member(statement, 'declaration') ?? statement;
  const named = nameOf(member(declaration, 'identifier'));
  if (named !== null) return [[named, declaration]];
  if (declaration.type !== 'VariableDeclaration') return [];
  return (declaration['declarations'] as readonly SyntaxNode[]).flatMap((one) => {
    const names = new Set<string>();
    const pattern = member(one, 'id');
    if (pattern) collect(pattern, names, new Set());
    return [...names].map((name): [string, SyntaxNode] => [name, one]);
  });
};

/** Statements of a file, those inside its groups of tests included, those inside a test not: its variables are its own. */
const statementsOf = (statements: readonly SyntaxNode[]): readonly SyntaxNode[] =>
  statements.flatMap((statement) => {
    const call = member(statement, 'expression');
    if (call?.type !== 'CallExpression' || !/^describe\b/.test(calleeOf(call))) return [statement];
    const bodies = partsOf(call).flatMap((part) => member(part, 'body') ?? []);
    return bodies.flatMap((body) => statementsOf((body['stmts'] ?? []) as readonly SyntaxNode[]));
  });

const importsOf = ({ path, body }: SourceFile): readonly (readonly [string, string, string])[] =>
  body.flatMap((statement) => {
    const from = nameOf(member(statement, 'source'));
    if (statement.type !== 'ImportDeclaration' || !from?.startsWith('.')) return [];
    const target = join(dirname(path), from);
    return (statement['specifiers'] as readonly SyntaxNode[]).map((specifier): [string, string, string] => {
      const local = nameOf(member(specifier, 'local')) ?? '';
      return [local, target, nameOf(member(specifier, 'imported')) ?? local];
    });
  });

const keysOfJson = (text: string): readonly string[] =>
  Object.keys(JSON.parse(text) as object).map((key) => key.split('@')[0] ?? key);

interface Place {
  readonly path: string;
  readonly name: string;
}

/** Follows names through the declarations of test files and their fixtures. */
export class MentionFinder {
  readonly #declarations = new Map<string, ReadonlyMap<string, SyntaxNode>>();
  readonly #imports = new Map<string, ReadonlyMap<string, readonly [string, string]>>();
  readonly #examples: ReadonlyMap<string, string>;

  /** `examples` are JSON files by path, whose keys are names. */
  constructor(files: readonly SourceFile[], examples: ReadonlyMap<string, string>) {
    this.#examples = examples;
    for (const file of files) {
      this.#declarations.set(file.path, new Map(statementsOf(file.body).flatMap(declared)));
      this.#imports.set(
        file.path,
        new Map(importsOf(file).map(([local, target, name]) => [local, [target, name]])),
      );
    }
  }

  /** What a node of this file speaks of. */
  of(path: string, node: SyntaxNode): Mentions {
    const direct = new Set<string>();
    const expected = new Set<string>();
    collect(node, direct, expected);
    const reached = new Map([...direct].map((name) => [name, 0]));
    const seen = new Set<string>();
    let places = [...direct].map((name): Place => ({ path, name }));
    for (let away = 1; places.length > 0; away++) {
      const next = places.flatMap((place) => this.#behind(place, seen));
      for (const { name } of next) if (!reached.has(name)) reached.set(name, away);
      places = next;
    }
    return { direct, expected, reached };
  }

  /** The names that a declaration speaks of, where they stand; none when it was seen before or is no declaration of a test's. */
  #behind({ path, name }: Place, seen: Set<string>): readonly Place[] {
    const place = `${path}:${name}`;
    if (seen.has(place)) return [];
    seen.add(place);
    const declaration = this.#declarations.get(path)?.get(name);
    if (declaration) {
      const names = new Set<string>();
      collect(declaration, names, new Set());
      return [...names].map((next) => ({ path, name: next }));
    }
    const [target, imported] = this.#imports.get(path)?.get(name) ?? [];
    if (target === undefined || imported === undefined) return [];
    const example = this.#examples.get(target);
    if (example) return keysOfJson(example).map((key) => ({ path: target, name: key }));
    return FIXTURES.test(target) ? this.#behind({ path: target, name: imported }, seen) : [];
  }
}
