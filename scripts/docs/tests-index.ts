import { MentionFinder, type Mentions } from './mentions.ts';
import {
  calleeOf,
  childrenOf,
  lineOf,
  member,
  nameOf,
  parseSource,
  partsOf,
  type SourceFile,
  type SyntaxNode,
  textOf,
} from './syntax.ts';

/** How a test came about: written out, or made by a helper that tries a whole table. */
export type TestKind = 'written' | 'lifecycle' | 'golden' | 'random' | 'trigger';

/** A test, as it stands in its file. */
export interface IndexedTest {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  /** Titles of the groups around it, outermost first. */
  readonly groups: readonly string[];
  readonly kind: TestKind;
  readonly skipped: boolean;
  readonly mentions: Mentions;
}

/** A file as it was read. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

const TEST_FILE = /\.(test|fuzz|long|e2e)\.ts$/;

const HELPERS: Readonly<Record<string, { readonly kind: TestKind; readonly title: string }>> = {
  describeLifecycle: { kind: 'lifecycle', title: 'invariant 2: every command in every status' },
  describeGoldenEvents: {
    kind: 'golden',
    title: 'V-R4, Z-R6: every version is still read from its golden example',
  },
  describeTrigger: {
    kind: 'trigger',
    title: 'pitfall 6, N-R3, N-R4: the whole trigger reaches the saga, which starts by nothing less',
  },
  describeRandomLives: {
    kind: 'random',
    title:
      'invariant 1, pitfall 8, G-R2, domains 9, steps 1 and 3: each aggregate is what its stored events say, whatever it is told',
  },
};

interface Place {
  readonly source: SourceFile;
  readonly finder: MentionFinder;
  readonly groups: readonly string[];
  readonly skipped: boolean;
}

const constantsOf = ({ body }: SourceFile): ReadonlyMap<string, SyntaxNode> =>
  new Map(
    body.flatMap((statement) => {
      const declarations = (statement['declarations'] ?? []) as readonly SyntaxNode[];
      return declarations.flatMap((one): [string, SyntaxNode][] => {
        const name = nameOf(member(one, 'id'));
        const value = bare(member(one, 'init'));
        return name !== null && value ? [[name, value]] : [];
      });
    }),
  );

/** Without `as const` and `satisfies`. */
const bare = (node: SyntaxNode | null): SyntaxNode | null =>
  node && /^Ts(As|Const|Satisfies)/.test(node.type) ? bare(member(node, 'expression')) : node;

const rowTitle = (title: string, row: SyntaxNode): string => {
  if (row.type === 'ObjectExpression') {
    const cells = new Map(
      ((row['properties'] ?? []) as readonly SyntaxNode[]).map((property) => [
        nameOf(member(property, 'key')),
        textOf(bare(member(property, 'value')) ?? undefined),
      ]),
    );
    return title.replace(/\$(\w+)/g, (all, name: string) => cells.get(name) ?? all);
  }
  const cells = row.type === 'ArrayExpression' ? partsOf(row).map(textOf) : [textOf(row)];
  let next = 0;
  return title.replace(/%[sdifjo]/g, (all) => cells[next++] ?? all);
};

/** The titles of a table's tests: one per row where the rows are written out, else the title as it stands. */
const titlesOf = (title: string, callee: SyntaxNode | null, source: SourceFile): readonly string[] => {
  if (callee?.type !== 'CallExpression' || !/[%$]/.test(title)) return [title];
  const [first] = partsOf(callee);
  const given = bare(first ?? null);
  const table =
    given?.type === 'Identifier' ? (constantsOf(source).get(String(given['value'])) ?? null) : given;
  if (table?.type !== 'ArrayExpression') return [title];
  const titles = partsOf(table).map((row) => rowTitle(title, bare(row) ?? row));
  return titles.length === 0 ? [title] : [...new Set(titles)];
};

const testsIn = (node: SyntaxNode, place: Place): readonly IndexedTest[] => {
  if (node.type !== 'CallExpression') return childrenOf(node).flatMap((child) => testsIn(child, place));
  const { source, finder, groups } = place;
  const callee = member(node, 'callee');
  const [name = '', ...modifiers] = calleeOf(callee).split('.');
  const skipped = place.skipped || modifiers.some((one) => /^(skip|todo|skipIf|runIf|fails)$/.test(one));
  const test = (title: string, kind: TestKind): IndexedTest => ({
    file: source.path,
    line: lineOf(source, node),
    title,
    groups,
    kind,
    skipped,
    mentions: finder.of(source.path, node),
  });
  const helper = HELPERS[name];
  if (helper) return [test(helper.title, helper.kind)];
  const [titleNode, ...rest] = partsOf(node);
  const title = textOf(titleNode) ?? (titleNode ? `${nameOf(titleNode) ?? '…'}` : '');
  if (name === 'describe' && titleNode)
    return titlesOf(title, callee, source).flatMap((group) =>
      rest.flatMap((part) => testsIn(part, { ...place, groups: [...groups, group], skipped })),
    );
  if ((name === 'it' || name === 'test') && titleNode && rest.length > 0)
    return titlesOf(title, callee, source).map((one) => test(one, 'written'));
  return childrenOf(node).flatMap((child) => testsIn(child, place));
};

/** Every test of these files, in the order of path and place; files that are not tests only serve as fixtures. */
export const indexTests = (files: readonly TextFile[]): readonly IndexedTest[] => {
  const examples = new Map(
    files.filter(({ path }) => path.endsWith('.json')).map(({ path, text }) => [path, text]),
  );
  const sources = files
    .filter(({ path }) => path.endsWith('.ts'))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, text }) => parseSource(path, text));
  const finder = new MentionFinder(sources, examples);
  return sources
    .filter(({ path }) => TEST_FILE.test(path))
    .flatMap((source) =>
      source.body.flatMap((node) => testsIn(node, { source, finder, groups: [], skipped: false })),
    );
};

const PATTERNS: readonly (readonly [RegExp, (match: RegExpMatchArray) => readonly string[]])[] = [
  [/\b(?:UA|BC|BA|VB|AU|OR|PO|PF)-[RUP]\d+|\b[CGSEVNZQ]-R\d+/g, ([id]) => [id]],
  [
    /\b(pitfall|invariant)s? (\d+(?:(?:, | and )\d+)*)/g,
    ([, what, list = '']) => numbersIn(list, `${what} `),
  ],
  [/\bdomains 9, steps? (\d+(?:(?:, | and )\d+)*)/g, ([, list = '']) => numbersIn(list, 'step ')],
];

const numbersIn = (list: string, prefix: string): readonly string[] =>
  (list.match(/\d+/g) ?? []).map((number) => `${prefix}${number}`);

/** Ids of the rules that a text cites: `OR-U8`, `pitfall 4`, `invariant 7`, and `step 3` of "domains 9, step 3". */
export const citedIn = (text: string): ReadonlySet<string> =>
  new Set(PATTERNS.flatMap(([pattern, ids]) => [...text.matchAll(pattern)].flatMap(ids)));
