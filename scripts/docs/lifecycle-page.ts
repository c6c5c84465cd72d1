import type { Lifecycle, Move } from '../../src/core/lifecycle.ts';
import { code, table } from './markdown.ts';

const verb = (command: string): string => command.replace(/Command$/, '');

const ends = (move: Move<string> | undefined): readonly string[] => (move?.kind === 'moves' ? move.to : []);

const exceptionOf = (move: Move<string> | undefined): string | null =>
  move?.kind === 'refused' ? move.exception : null;

/** The statuses in which a command may take effect, those that only an exception allows included. */
export const statusesThatAllow = (
  { statuses, moves }: Lifecycle<unknown>,
  command: string,
): readonly string[] =>
  statuses.filter((status) => {
    const move = moves[command]?.[status];
    return move?.kind === 'moves' || exceptionOf(move) !== null;
  });

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly commands: readonly string[];
}

const arrowsOf = ({ statuses, moves }: Lifecycle<unknown>): readonly Arrow[] =>
  statuses.flatMap((from) =>
    statuses
      .filter((to) => to !== from)
      .map((to) => ({
        from,
        to,
        commands: Object.keys(moves)
          .filter((command) => ends(moves[command]?.[from]).includes(to))
          .map(verb),
      }))
      .filter(({ commands }) => commands.length > 0),
  );

const FIRST_STATUS = /^(absent|none|new|unknown|nonexistent|empty|unlinked)$/;

/** The state machine as a mermaid diagram; commands that leave the status as it is are in the table only. */
export const lifecycleDiagram = (lifecycle: Lifecycle<unknown>): string => {
  const arrows = arrowsOf(lifecycle);
  const [first = ''] = lifecycle.statuses;
  const nowhere = arrows.every(({ to }) => to !== first) && FIRST_STATUS.test(first);
  const place = (status: string) => (nowhere && status === first ? '[*]' : status);
  const left = new Set(arrows.map(({ from }) => from));
  const last = lifecycle.statuses.filter(
    (status) => !left.has(status) && statusChangesNothing(lifecycle, status) && status !== first,
  );
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...(nowhere ? [] : [`  [*] --> ${first}`]),
    ...arrows.map(({ from, to, commands }) => `  ${place(from)} --> ${place(to)}: ${commands.join(', ')}`),
    ...last.map((status) => `  ${status} --> [*]`),
    '```',
  ].join('\n');
};

const statusChangesNothing = ({ moves }: Lifecycle<unknown>, status: string): boolean =>
  Object.values(moves).every((row) => row[status]?.kind !== 'moves' && exceptionOf(row[status]) === null);

/** Every command in every status, with the exceptions in words below. */
export const lifecycleTable = ({ statuses, moves }: Lifecycle<unknown>): string => {
  const exceptions: string[] = [];
  const cellOf = (move: Move<string> | undefined): string => {
    if (!move) return '';
    if (move.kind === 'unchanged') return '=';
    if (move.kind === 'moves') return `→ ${move.to.join(', ')}`;
    if (move.exception === null) return `✗ ${code(move.code)}`;
    if (!exceptions.includes(move.exception)) exceptions.push(move.exception);
    return `✗ ${code(move.code)} (${exceptions.indexOf(move.exception) + 1})`;
  };
  const rows = Object.entries(moves).map(([command, row]) => [
    verb(command),
    ...statuses.map((status) => cellOf(row[status])),
  ]);
  const notes = exceptions.map((text, index) => `${index + 1}. ${text}`);
  return [
    table(['', ...statuses], rows),
    ...(notes.length > 0 ? [`Exceptions:\n\n${notes.join('\n')}`] : []),
  ].join('\n\n');
};
