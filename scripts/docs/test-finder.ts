import { citedIn, type IndexedTest } from './tests-index.ts';

const folderOf = (aggregateType: string): string => `src/domains/${aggregateType.replaceAll('_', '-')}/`;

const PREFIX_OF: Readonly<Record<string, string>> = {
  user_account: 'UA-',
  broker_connection: 'BC-',
  broker_account: 'BA-',
  virtual_broker: 'VB-',
  automation: 'AU-',
  order: 'OR-',
  position: 'PO-',
  portfolio: 'PF-',
};

/** Where a test stands, nearest to the domains first; the last are tests of the tools that other tests use. */
const NEARNESS: readonly RegExp[] = [
  /^src\/domains\/invariants\.test\.ts$/,
  /^src\/domains\/[a-z-]+\//,
  /^src\/domains\//,
  /^test\//,
  /^(?!src\/core\/testing\/)/,
  /./,
];
const FARTHEST = 9;
const KIND_WEIGHT = { lifecycle: 2, golden: 1, random: 0, trigger: 0 } as const;
/** Random commands prove much, and say little about a single one. */
const RANDOM_TEST = /\.(property\.test|fuzz)\.ts$/;

/** Finds the tests that prove something. */
export class TestFinder {
  readonly #tests: readonly IndexedTest[];
  readonly #cited = new Map<string, IndexedTest[]>();
  readonly #citations = new Map<IndexedTest, ReadonlySet<string>>();

  constructor(tests: readonly IndexedTest[]) {
    this.#tests = tests;
    for (const test of tests) {
      const own = citedIn(test.title);
      const all = new Set([...own, ...test.groups.flatMap((group) => [...citedIn(group)])]);
      this.#citations.set(test, all);
      for (const id of all) this.#cited.set(id, [...(this.#cited.get(id) ?? []), test]);
    }
  }

  /** Tests whose title, or a group around them, cites a rule; what says it in its own title and nearest to the domains comes first. */
  citing(id: string): readonly IndexedTest[] {
    const rank = ({ title, file }: IndexedTest): number =>
      (citedIn(title).has(id) ? 0 : NEARNESS.length) + NEARNESS.findIndex((place) => place.test(file));
    return (this.#cited.get(id) ?? []).toSorted((a, b) => rank(a) - rank(b));
  }

  /** Tests that a reference `file: part of the title` names; an empty part means every test of the file. */
  titled(reference: string): readonly IndexedTest[] {
    const at = reference.indexOf(': ');
    const [file, part] = [reference.slice(0, at), reference.slice(at + 2)];
    return this.#tests.filter(
      (test) => test.file === file && [...test.groups, test.title].join(' ').includes(part),
    );
  }

  /** The test that shows best what a command or event does, or null; a written one beats a table, a table beats an example. */
  using(name: string, aggregateType: string): IndexedTest | null {
    const folder = folderOf(aggregateType);
    const weigh = (test: IndexedTest): number => {
      const { direct, expected, reached } = test.mentions;
      const own = test.file.startsWith(folder);
      const away = reached.get(name);
      if (test.kind !== 'written') return own && away !== undefined ? KIND_WEIGHT[test.kind] : 0;
      const fixture = own && away !== undefined ? 10 + FARTHEST - Math.min(FARTHEST, away) : 0;
      const mentioned = expected.has(name) ? 100 : direct.has(name) ? 50 : fixture;
      if (mentioned === 0) return 0;
      const cites = [...(this.#citations.get(test) ?? [])].some((id) =>
        id.startsWith(PREFIX_OF[aggregateType] ?? '?'),
      );
      const sum = mentioned + (own ? 30 : 0) + (cites ? 10 : 0);
      return RANDOM_TEST.test(test.file) ? Math.min(sum, KIND_WEIGHT.lifecycle + 1) : sum;
    };
    let best: IndexedTest | null = null;
    let weight = 0;
    for (const test of this.#tests) {
      const weighed = weigh(test);
      if (weighed > weight) [best, weight] = [test, weighed];
    }
    return best;
  }
}
