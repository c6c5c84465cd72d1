import type { Effect } from '../core/saga.ts';
import type { PositionCommand } from '../domains/position/commands.ts';
import { positionBookKey } from '../policies/position-books.ts';

/** A command for the position book of an instrument on an account; `key` names the effect within its step. */
export const onPosition = (
  { accountId, symbol }: { readonly accountId: string; readonly symbol: string },
  command: PositionCommand,
  key: string = command.type,
): Effect => ({
  kind: 'command',
  key,
  target: { type: 'position', key: positionBookKey(accountId, symbol) },
  command,
});
