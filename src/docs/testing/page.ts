/** A file that a page shows: a fenced block whose first line names its path. */
export interface ShownFile {
  readonly path: string;
  readonly text: string;
}

const BLOCK = /^```\w+ (\S+)\n([\s\S]*?)^```$/gm;

/** The files that a page shows, in its order; a path shown twice is an error. */
export const shownFiles = (page: string): readonly ShownFile[] => {
  const files = [...page.matchAll(BLOCK)].map(([, path = '', text = '']) => ({ path, text }));
  const twice = files.find(({ path }, index) => files.findIndex((file) => file.path === path) !== index);
  if (twice) throw new Error(`${twice.path} is shown twice`);
  return files;
};

const INLINE_PATH =
  /`((?:src|objects|migrations|docs|test|scripts|bench)\/[\w./-]*|[\w-]+\.(?:toml|json|ts))`/g;

/** Paths of the project that a page speaks of outside its blocks. */
export const mentionedPaths = (page: string): readonly string[] => {
  const prose = page.replaceAll(BLOCK, '');
  return [...new Set([...prose.matchAll(INLINE_PATH)].map(([, path = '']) => path))];
};
