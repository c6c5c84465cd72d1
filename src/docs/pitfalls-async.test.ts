import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CANARIES } from './testing/canaries.ts';
import { allFiles, findings, projectRoot, shippedCode } from './testing/sources.ts';

const PURE = ['src/core', 'src/domains', 'src/sagas', 'src/policies', 'src/realtime'];
const SHIPPED = ['src', 'objects'];

/** What one rule of the linter finds in these folders, as `path:line:column lint/group/rule`. */
const lint = (rule: string, ...folders: readonly string[]): readonly string[] => {
  const args = ['lint', `--only=${rule}`, '--vcs-enabled=false', '--max-diagnostics=none', '--colors=off'];
  const { stdout, stderr } = spawnSync(join(projectRoot, 'node_modules/.bin/biome'), [...args, ...folders], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`.match(/^\S+:\d+:\d+ lint\/\S+/gm) ?? [];
};

describe('pitfall 11: promises that nobody awaits', () => {
  const folder = join(projectRoot, `.vitest/floating-${process.pid}`);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are found by the linter', { timeout: 60_000 }, () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'floating.ts'),
      "import { archiveEvents } from '../../src/readmodel/archive.ts';\nexport const store = (db: never) => {\n  archiveEvents(db, [], []);\n  fetch('x');\n};\n",
    );
    expect(lint('nursery/noFloatingPromises', folder)).toHaveLength(2);
  });

  it('are nowhere in this system', { timeout: 60_000 }, () => {
    expect(lint('nursery/noFloatingPromises', 'src', 'objects', 'test', 'bench')).toEqual([]);
  });
});

describe('pitfall 12: waiting that blocks', () => {
  it('is in no request: routes neither sleep, poll nor await in a loop', { timeout: 60_000 }, () => {
    expect(findings(shippedCode('src/http'), /\bsetTimeout\(|\bsetInterval\(|scheduler\.wait\(/g)).toEqual(
      [],
    );
    expect(lint('performance/noAwaitInLoops', 'src/http', ...PURE)).toEqual([]);
  });

  it('is in no call to the outside: every fetch can be abandoned', () => {
    const calls = shippedCode(...SHIPPED).flatMap(({ path, code }) =>
      [...code.matchAll(/(?<![\w.#]|async )fetch\(/g)].map(({ index }) => ({
        path,
        call: code.slice(index, index + 600),
      })),
    );
    expect(calls.filter(({ call }) => !call.includes('signal')).map(({ path }) => path)).toEqual([]);
  });

  it('is in no synchronous function of the platform', () => {
    expect(
      findings(
        shippedCode(...SHIPPED),
        /\b(scrypt|pbkdf2|readFile|writeFile|exec|spawn|execFile|gzip|gunzip|inflate|deflate)Sync\(/g,
      ),
    ).toEqual([]);
  });
});

describe('pitfall 13: tests that pass unseen', () => {
  const folder = join(projectRoot, `.vitest/canaries-${process.pid}`);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are none: with the configuration of this project a run fails for every wrong test', {
    timeout: 60_000,
  }, () => {
    for (const [path, text] of Object.entries(CANARIES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { PATH = '' } = process.env;
    const args = [
      'run',
      '--project',
      'unit',
      '--root',
      folder,
      '--config',
      join(projectRoot, 'vitest.config.ts'),
    ];
    const run = spawnSync(
      join(projectRoot, 'node_modules/.bin/vitest'),
      [...args, '--reporter=verbose', '--no-color'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH },
      },
    );
    const report = `${run.stdout}${run.stderr}`;
    expect(run.status).toBe(1);
    expect(report).toMatch(/✓.*is well/);
    expect(report.match(/×.*does not await a matcher/g)).toHaveLength(3);
    expect(report).toMatch(/Unhandled Rejection[\s\S]*nobody saw me/);
  });
});

describe('pitfall 14: doubles that answer otherwise than the real thing', () => {
  it('are none: no test replaces a function or a module', () => {
    const tests = allFiles(['src', 'objects', 'test', 'scripts', 'bench']).filter(
      ({ path }) => !path.startsWith('src/docs/'),
    );
    expect(findings(tests, /\bvi\.(fn|mock|doMock|stubGlobal)\(/g)).toEqual([]);
    expect(findings(tests, /\bvi\.spyOn\((?!console\b)\w+/g)).toEqual([]);
  });
});
