import { describe, expect, it } from 'vitest';
import { cover } from './coverage.ts';
import { coveragePage } from './coverage-page.ts';
import type { Specification } from './specification/specification.ts';
import { type AggregateSpecification, named } from './specification/statement.ts';
import { lamp, lampManifest } from './testing/lamp.ts';
import { indexTests } from './tests-index.ts';

const LAMP_TEST = `
describe('a lamp', () => {
  it('LA is not a rule id, but UA-R1 is: hung once', () => { given().when({ type: 'HangLampCommand' }).then(e.LampHung()); });
  it('switches', () => { decide({ type: 'LightLampCommand' }); decide({ type: 'SmashLampCommand' }); toEqual(e.LampSwitched()); });
});`;
const tests = indexTests([{ path: 'src/domains/lamp/lamp.test.ts', text: LAMP_TEST }]);

const aggregate: AggregateSpecification = {
  aggregateType: 'lamp',
  section: '4.0',
  commands: [named('HangLampCommand', 'PutLampCommand')],
  events: [named('LampHung'), { name: 'LampDimmed', elsewhere: 'dimmers are a domain of their own' }],
  rules: {
    'LA-R1': { says: 'One.', provenBy: ['src/domains/lamp/lamp.test.ts: switches'] },
    'LA-R2': { says: 'Cheap.' },
  },
};
const specification: Specification = {
  aggregates: [aggregate],
  chapters: [{ title: 'Commands', statements: { 'UA-R1': { says: 'Once.' } } }],
};
const problemsOf = (changes: Partial<AggregateSpecification>, domains = [lamp], index = tests) =>
  cover({ ...specification, aggregates: [{ ...aggregate, ...changes }] }, domains, index).problems;

describe('the coverage', () => {
  it('is complete when everything named has a test or a reason', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('shows the test, the reason, what is absent, and what the specification does not name', () => {
    const text = coveragePage(cover(specification, [lamp], tests));
    expect(text).toContain('| `HangLampCommand`<br>also `PutLampCommand` | [LA is not a rule id');
    expect(text).toContain('| `LampDimmed` | Elsewhere: dimmers are a domain of their own. |');
    expect(text).toContain('| LA-R2 | Cheap. | Not here: no tariff |');
    expect(text).toContain('| `SmashLampCommand` ++ | [');
    expect(text).toContain('Nothing is missing');
  });

  it.each([
    ['an event without manifest or reason', { events: [named('LampLost')] }, 'LampLost has neither'],
    ['a reason for what exists', { events: [{ name: 'LampHung', elsewhere: 'x' }] }, 'LampHung exists, but'],
    ['a rule without test or reason', { rules: { ...aggregate.rules, 'LA-R3': { says: '?' } } }, 'LA-R3'],
    ['a rule of the manifest only', { rules: {} }, 'LA-R1 of lamp is no rule of the specification'],
    [
      'a reference to a test that is gone',
      { rules: { ...aggregate.rules, 'LA-R1': { says: 'One.', provenBy: ['a.test.ts: b'] } } },
      'LA-R1 names a test that does not exist: a.test.ts: b',
    ],
  ])('finds %s', (_what, changes, problem) => {
    expect(problemsOf(changes).join('\n')).toContain(problem);
  });

  it('finds a rule that the manifest forgets, and a domain without a manifest', () => {
    const { 'LA-R1': kept } = lampManifest.rules;
    const forgetful = { ...lamp, rules: { 'LA-R1': kept ?? { summary: '' } } };
    expect(problemsOf({}, [forgetful])).toContain('LA-R2 is missing in the manifest of lamp');
    expect(problemsOf({}, [])).toContain('lamp has no manifest');
  });

  it('finds what no test uses, and a test that is skipped', () => {
    const text = LAMP_TEST.replace("type: 'SmashLampCommand'", '').replace(
      "it('switches'",
      "it.skip('switches'",
    );
    const index = indexTests([{ path: 'src/domains/lamp/lamp.test.ts', text }]);
    const problems = problemsOf({}, [lamp], index);
    expect(problems).toContain('SmashLampCommand has no test');
    expect(problems.join('\n')).toContain('lamp.test.ts:4 is skipped: switches');
  });
});
