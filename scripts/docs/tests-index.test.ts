import { describe, expect, it } from 'vitest';
import { citedIn, indexTests } from './tests-index.ts';

const FIXTURES = `
export const create = (name: string) => ({ type: 'CreateThingCommand', name });
`;

const TESTS = `// é: positions count bytes
import golden from './testing/golden-events.json';
import { create } from './testing/fixtures.ts';

const ROWS = [
  { rule: 'OR-R1', ok: true },
  { rule: 'OR-R2', ok: false },
] as const;

const made = () => create('x');

describe('a thing (C-R10)', () => {
  it('OR-U8: is made', () => {
    given().when(made()).then(events.ThingCreatedEvent({ name: 'x' }));
  });
  const local = { type: 'MoveThingCommand' };
  it('moves', () => { const own = { type: 'HideThingCommand' }; given().when({ ...local, own }); });
  it.each(ROWS)('$rule: holds $ok', () => {});
  it.each([['buy', 1], ['sell', 2]])('%s of %i', () => {});
  it.skip('rests', () => {});
  describe.skip('all of this', () => {
    test(\`\${name} is tried\`, () => {});
  });
});
describeGoldenEvents('thing', registry, golden);
`;

const files = [
  { path: 'src/domains/thing/thing.test.ts', text: TESTS },
  { path: 'src/domains/thing/testing/fixtures.ts', text: FIXTURES },
  { path: 'src/domains/thing/testing/golden-events.json', text: '{"ThingMovedEvent@2":{"data":{}}}' },
];
const tests = indexTests(files);
const titled = (title: string) => tests.find((test) => test.title === title);

describe('the index of tests', () => {
  it('has every test with its place and the groups around it', () => {
    expect(titled('OR-U8: is made')).toMatchObject({
      file: 'src/domains/thing/thing.test.ts',
      line: 13,
      groups: ['a thing (C-R10)'],
      skipped: false,
    });
  });

  it('has one test per row of a table that is written out', () => {
    const titles = tests.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['OR-R1: holds $ok', 'OR-R2: holds $ok']));
    expect(titles).toEqual(expect.arrayContaining(['buy of 1', 'sell of 2']));
  });

  it('knows what is skipped', () => {
    expect(tests.filter(({ skipped }) => skipped).map(({ title }) => title)).toEqual(['rests', '… is tried']);
  });

  it('tells what a test expects from what it uses, and follows fixtures', () => {
    const { direct, expected, reached } = titled('OR-U8: is made')?.mentions ?? {};
    expect([...(expected ?? [])]).toContain('ThingCreatedEvent');
    expect([...(direct ?? [])]).not.toContain('CreateThingCommand');
    expect(reached?.get('CreateThingCommand')).toBe(2);
  });

  it('looks up what its group declares, and nothing that another test does', () => {
    expect(titled('moves')?.mentions.reached.get('MoveThingCommand')).toBe(1);
    expect(titled('OR-U8: is made')?.mentions.reached.has('HideThingCommand')).toBe(false);
  });

  it('takes tables of transitions and golden examples for what they are', () => {
    const [example] = tests.filter(({ kind }) => kind === 'golden');
    expect(example?.mentions.reached.has('ThingMovedEvent')).toBe(true);
  });
});

it.each([
  ['OR-U8: a cancel is a request', ['OR-U8']],
  ['links once (C-R5, BA-R3), not BA', ['C-R5', 'BA-R3']],
  ['pitfall 4 and invariants 1, 7 and 13', ['pitfall 4', 'invariant 1', 'invariant 7', 'invariant 13']],
  ['of the system (domains 9, step 9)', ['step 9']],
  ['step 3 of a saga, XBA-R1', []],
])('the rules cited in "%s"', (text, ids) => {
  expect([...citedIn(text)].sort()).toEqual([...ids].sort());
});
