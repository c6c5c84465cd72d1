import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ShownFile } from './page.ts';

/** Every folder above a path, outermost first, the project's root as `.`. */
const foldersAbove = (path: string): readonly string[] => {
  const parent = dirname(path);
  return parent === '.' ? ['.'] : [...foldersAbove(parent), parent];
};

/**
 * Lays files over a project without touching it: `target` then holds the files, and beside them links to everything else that
 * the project has in the same folders, so that their imports find what they name.
 */
export const layOver = (root: string, target: string, files: readonly ShownFile[]): void => {
  rmSync(target, { recursive: true, force: true });
  const folders = new Set(files.flatMap(({ path }) => foldersAbove(path)));
  const own = new Set([...files.map(({ path }) => path), ...folders]);
  for (const folder of folders) {
    mkdirSync(join(target, folder), { recursive: true });
    if (folder === '.' || !existsSync(join(root, folder))) continue;
    for (const name of readdirSync(join(root, folder)))
      if (!own.has(join(folder, name))) symlinkSync(join(root, folder, name), join(target, folder, name));
  }
  for (const { path, text } of files) writeFileSync(join(target, path), text);
};
