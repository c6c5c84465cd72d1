/** What every generated page begins with, so that nobody edits it by hand. */
export const GENERATED = '<!-- Written by `npm run docs:domains`; changes here are lost. -->';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').trim();

/** A table; a line break inside a cell is `<br>`. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

/** Text as code. */
export const code = (text: string): string => `\`${text}\``;

/** A page: its parts, one blank line between them. */
export const page = (...parts: readonly string[]): string => `${[GENERATED, ...parts].join('\n\n')}\n`;

/** Text that stands in a link or a sentence and must not be taken for markup. */
export const plain = (text: string): string => text.replace(/[[\]<>*_`\\]/g, '\\$&');
