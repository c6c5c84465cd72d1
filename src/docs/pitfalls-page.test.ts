import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mentionedPaths } from './testing/page.ts';
import { projectRoot } from './testing/sources.ts';

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const page = read('docs/pitfalls.md');
const sections = page.split(/^## /m).slice(1);
const proofsOf = (section: string) =>
  [...section.matchAll(/^- `(\S+\.ts)`: (.+)$/gm)].map(([, path = '', title = '']) => ({ path, title }));

describe('docs/pitfalls.md', () => {
  it('has the fourteen pitfalls of domains 8, in order', () => {
    expect(sections.map((section) => Number.parseInt(section, 10))).toEqual(
      Array.from({ length: 14 }, (_, n) => n + 1),
    );
  });

  it('proves each of them', () => {
    expect(sections.filter((section) => proofsOf(section).length === 0)).toEqual([]);
  });

  it.each(sections.flatMap(proofsOf))('$path has the test "$title"', ({ path, title }) => {
    expect(read(path).replaceAll("\\'", "'")).toContain(title);
  });

  it('speaks only of files that exist', () => {
    expect(mentionedPaths(page).filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
  });
});
