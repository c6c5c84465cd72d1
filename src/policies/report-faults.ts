import type { AddressedCommand } from '../core/policy.ts';
import type { ReportFault } from '../domains/virtual-broker/values.ts';

/** How much later a report comes that was told to come after others. */
export const REORDER_MS = 200;

/** How late a report is that was told to be delayed. */
export const DELAY_MS = 2_000;

/** The same told once more: another command, so that only what it says can tell that it is known. */
const again = (eventId: string, command: AddressedCommand): AddressedCommand => ({
  ...command,
  dedupeKey: `${command.dedupeKey ?? eventId}:again`,
});

/**
 * What a fault makes of the report of an event: lost, told twice, or told later than what follows. Money is right under all of them,
 * because the virtual broker keeps it; whoever listens must cope, by ids and by snapshots.
 */
export const withFault = (
  fault: ReportFault,
  eventId: string,
  commands: readonly AddressedCommand[],
): readonly AddressedCommand[] => {
  switch (fault) {
    case 'none':
      return commands;
    case 'drop':
      return [];
    case 'duplicate':
      return [...commands, ...commands.map((command) => again(eventId, command))];
    case 'reorder':
      return commands.map((command) => ({ ...command, afterMs: REORDER_MS }));
    case 'delay':
      return commands.map((command) => ({ ...command, afterMs: DELAY_MS }));
  }
};
