import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { layOver } from './testing/overlay.ts';
import { mentionedPaths, shownFiles } from './testing/page.ts';

const root = resolve(import.meta.dirname, '../..');
/** One folder per process, so that runs beside each other do not meet. */
const target = join(root, `.vitest/add-a-saga-${process.pid}`);
const page = readFileSync(join(root, 'docs/add-a-saga.md'), 'utf8');
const files = shownFiles(page);
const code = files.map(({ path }) => path);

layOver(root, target, files);
afterAll(() => rmSync(target, { recursive: true, force: true }));

// The page's own tests: importing them adds them to this file.
await import(join(target, 'src/sagas/account-farewell-saga.test.ts'));

/** What a tool of the project says about the shown files, line by line; nothing when it is content. */
const complaintsOf = (tool: string, ...args: readonly string[]): readonly string[] => {
  try {
    execFileSync(join(root, 'node_modules/.bin', tool), args, { cwd: target, stdio: 'pipe' });
    return [];
  } catch (error) {
    const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
    return `${stdout}${stderr}`.split('\n').filter((line) => code.some((path) => line.startsWith(path)));
  }
};

describe('docs/add-a-saga.md', () => {
  it('speaks only of files that exist or that it makes', () => {
    const missing = mentionedPaths(page).filter(
      (path) => !code.includes(path) && !existsSync(join(root, path)),
    );
    expect(missing).toEqual([]);
  });

  it('shows code that fits the project, as the compiler sees it', { timeout: 60_000 }, () => {
    const config = { extends: join(root, 'tsconfig.json'), files: code, include: [] };
    writeFileSync(join(target, 'tsconfig.json'), JSON.stringify(config));
    expect(complaintsOf('tsc', '--noEmit', '-p', target)).toEqual([]);
  });

  it('shows code that is linted and formatted as all code is', { timeout: 60_000 }, () => {
    const config = `--config-path=${root}`;
    expect(complaintsOf('biome', 'ci', config, '--vcs-enabled=false', '--colors=off', ...code)).toEqual([]);
  });
});
