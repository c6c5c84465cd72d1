import type { SourceFile } from './sources.ts';

const STRING = /`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'/g;

/** Statements that read, as they stand in strings of code. */
export const queriesIn = ({ code }: SourceFile): readonly string[] =>
  [...code.matchAll(STRING)].map(([text]) => text.slice(1, -1)).filter((text) => /\bSELECT\b/i.test(text));

const AGGREGATE = /\b(?:count|sum|avg|min|max|total|\w+_agg|json_group_\w+|group_concat)\s*\(/gi;

/** Splits at commas outside of parentheses. */
const listItems = (text: string): readonly string[] => {
  const items = [''];
  let depth = 0;
  for (const char of text) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === ',' && depth === 0) items.push('');
    else items[items.length - 1] += char;
  }
  return items;
};

/** Index behind the parenthesis that closes the one before `from`. */
const closing = (text: string, from: number): number => {
  let depth = 1;
  let at = from;
  for (; at < text.length && depth > 0; at++) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
  }
  return at;
};

/** A column of a result without its aggregates; `aggregates` counts them. Of two values, min and max are no aggregates. */
const withoutAggregates = (item: string): { readonly rest: string; readonly aggregates: number } => {
  let [rest, aggregates] = ['', 0];
  let at = 0;
  for (const match of item.matchAll(AGGREGATE)) {
    if (match.index < at) continue;
    const end = closing(item, match.index + match[0].length);
    const isScalar = listItems(item.slice(match.index + match[0].length, end - 1)).length > 1;
    const isWindow = /^\s*over\b/i.test(item.slice(end));
    if ((isScalar && /^(min|max)/i.test(match[0])) || isWindow) continue;
    rest += item.slice(at, match.index);
    aggregates += 1;
    at = end;
  }
  return { rest: rest + item.slice(at), aggregates };
};

/** The text outside of all parentheses. */
const withoutNested = (text: string): string => {
  let [outside, depth] = ['', 0];
  for (const char of text) {
    if (char === '(') depth += 1;
    if (depth === 0) outside += char;
    if (char === ')') depth -= 1;
  }
  return outside;
};

const NAMES_NOTHING = /\s+as\s+"?\w+"?\s*$|'[^']*'|\$\{[^}]*\}|\$\d+|::\w+|\b\d+\b|\bnull\b|\bcoalesce\b/gi;

/**
 * The SELECTs of a statement that mix aggregates with plain columns and group by nothing: Postgres refuses them, SQLite answers one
 * arbitrary row (pitfall 9).
 */
export const ungrouped = (statement: string): readonly string[] =>
  [...statement.matchAll(/\bSELECT\b/gi)].flatMap(({ index }) => {
    const body = statement.slice(index + 'SELECT'.length);
    let depth = 0;
    let list: number | null = null;
    let end = body.length;
    for (const { 0: token, index: at } of body.matchAll(/[()]|\bFROM\b/gi)) {
      if (token === '(') depth += 1;
      else if (token === ')') depth -= 1;
      else if (depth === 0) list ??= at;
      if (depth < 0) {
        end = at;
        break;
      }
    }
    const columns = listItems(body.slice(0, list ?? end)).map(withoutAggregates);
    const isMixed =
      columns.some(({ aggregates }) => aggregates > 0) &&
      columns.some(({ rest }) => /[a-z_*]/i.test(rest.replaceAll(NAMES_NOTHING, '')));
    const select = body.slice(0, end);
    return isMixed && !/\bGROUP\s+BY\b/i.test(withoutNested(select)) ? [select.trim()] : [];
  });
