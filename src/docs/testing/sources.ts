import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The project's root. */
export const projectRoot = resolve(import.meta.dirname, '../../..');

/** A file of the project; `code` is its text without comments. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly code: string;
}

const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm;

const NOT_SHIPPED = /\.test\.ts$|\.fuzz\.ts$|\/testing\/|^src\/docs\/|^src\/domains\/kits\.ts$/;

const filesIn = (folder: string, extension: string): readonly SourceFile[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => {
      const path = relative(projectRoot, join(entry.parentPath, entry.name));
      const text = readFileSync(join(projectRoot, path), 'utf8');
      return { path, text, code: text.replaceAll(COMMENTS, '') };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));

/** All files of these folders that end so. */
export const allFiles = (folders: readonly string[], extension = '.ts'): readonly SourceFile[] =>
  folders.flatMap((folder) => filesIn(folder, extension));

/** The TypeScript of these folders that runs in production: no tests, nothing that only tests use. */
export const shippedCode = (...folders: readonly string[]): readonly SourceFile[] =>
  allFiles(folders).filter(({ path }) => !NOT_SHIPPED.test(path));

/** Where a pattern occurs in code, as `path: what was found`. */
export const findings = (files: readonly SourceFile[], pattern: RegExp): readonly string[] =>
  files.flatMap(({ path, code }) => [...code.matchAll(pattern)].map(([found]) => `${path}: ${found}`));
