/** `npm run bench [-- SUITE] [-- --json]`: measures beside a raw floor and prints tables, or one JSON document per suite. */
import { parseArgs } from 'node:util';
import { type BenchResult, machine, type Suite } from './suite.ts';
import { commitSuite } from './suites/commit.ts';
import { deliveredSuite } from './suites/delivered.ts';
import { domainsSuite } from './suites/domains.ts';
import { journeySuite } from './suites/journey.ts';
import { sagasSuite } from './suites/sagas.ts';

const SUITES: readonly Suite[] = [domainsSuite, commitSuite, deliveredSuite, journeySuite, sagasSuite];

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const chosen = positionals.length === 0 ? SUITES : SUITES.filter(({ name }) => positionals.includes(name));
if (chosen.length === 0) {
  console.error(`no such suite; there is ${SUITES.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}

const line = ({ name, value, unit, target, ok }: BenchResult): string => {
  const verdict = ok === null ? ' ' : ok ? '✓' : '✗';
  return `${verdict} ${name.padEnd(52)} ${String(value).padStart(9)} ${unit.padEnd(4)} ${target ?? ''}`.trimEnd();
};

let met = true;
for (const suite of chosen) {
  const results = await suite.run();
  met &&= results.every(({ ok }) => ok !== false);
  if (values.json) console.log(JSON.stringify({ suite: suite.name, machine: machine(), results }, null, 2));
  else console.log([`\n${suite.name}`, ...results.map(line)].join('\n'));
}
if (!values.json) console.log(`\n${JSON.stringify(machine())}`);
process.exit(met ? 0 : 2);
