import type { EventRange } from '../core/envelope.ts';

/** A queue takes 128,000 bytes a message, of which some are its own. */
const MAX_MESSAGE_BYTES = 120_000;

/** A range as it travels on a queue; without events it only names them. */
export type RangeMessage<Range extends EventRange = EventRange> = Omit<Range, 'events'> & {
  readonly events: string | null;
};

/** The message of a range; one that is too large for a queue is named only, and read from its log later. */
export const rangeMessage = <Range extends EventRange>(range: Range): RangeMessage<Range> => {
  const { length } = new TextEncoder().encode(JSON.stringify(range));
  return length > MAX_MESSAGE_BYTES ? { ...range, events: null } : range;
};
