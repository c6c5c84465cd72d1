/** `npm run docs:domains [-- --check]`: writes docs/domains from manifests and tests; with --check only tells what is stale or missing. */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { domains } from '../../src/domains/manifests.ts';
import { cover } from './coverage.ts';
import { coveragePage } from './coverage-page.ts';
import { domainPage, domainPageName } from './domain-page.ts';
import { overviewPage } from './overview-page.ts';
import { differences, type Pages } from './pages.ts';
import { specification } from './specification/specification.ts';
import { indexTests } from './tests-index.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = join(ROOT, 'docs/domains');

const sources = () =>
  globSync(['{src,test}/**/*.ts', 'src/domains/*/testing/*.json'], { cwd: ROOT }).map((path) => ({
    path: path.replaceAll('\\', '/'),
    text: readFileSync(join(ROOT, path), 'utf8'),
  }));

const existing = (): Pages =>
  new Map(globSync('*.md', { cwd: PAGES }).map((name) => [name, readFileSync(join(PAGES, name), 'utf8')]));

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const coverage = cover(specification, domains, indexTests(sources()));
const pages: Pages = new Map([
  ['README.md', overviewPage(domains)],
  ...domains.map((domain): [string, string] => [domainPageName(domain), domainPage(domain)]),
  ['coverage.md', coveragePage(coverage)],
]);

const { stale, orphans } = differences(pages, existing());
for (const problem of coverage.problems) console.error(`missing: ${problem}`);

if (values.check) {
  for (const name of [...stale, ...orphans])
    console.error(`stale: docs/domains/${name}; run npm run docs:domains`);
  process.exitCode = stale.length + orphans.length + coverage.problems.length > 0 ? 1 : 0;
} else {
  mkdirSync(PAGES, { recursive: true });
  for (const name of stale) writeFileSync(join(PAGES, name), pages.get(name) ?? '');
  for (const name of orphans) rmSync(join(PAGES, name));
  console.log(`docs/domains: ${stale.length} written, ${orphans.length} removed, ${pages.size} in all`);
}
