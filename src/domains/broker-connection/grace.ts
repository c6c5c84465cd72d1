import type { Due } from '../../core/decider.ts';
import { epochMs, plusMs, type UtcInstant } from '../../core/instant.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import type { BrokerConnectionState } from './state.ts';

/** How long a connection that was lost against the user's will waits to be taken up again (BC-R5). */
export const GRACE_PERIOD_HOURS = 72;

/** The end of the period of grace of a connection lost now. */
export const gracePeriodEnd = (disconnectedAt: UtcInstant): UtcInstant =>
  plusMs(disconnectedAt, GRACE_PERIOD_HOURS * 3_600_000);

/** True while a lost connection may still be taken up again. */
export const isWithinGrace = ({ gracePeriodEndsAt }: BrokerConnectionState, now: UtcInstant): boolean =>
  gracePeriodEndsAt !== null && epochMs(now) < epochMs(gracePeriodEndsAt);

/** The end of the period of grace, as what time does to a disconnected connection. */
export const graceDue = ({
  status,
  gracePeriodEndsAt,
}: BrokerConnectionState): Due<BrokerConnectionCommand> | null =>
  status === 'disconnected' && gracePeriodEndsAt !== null
    ? { at: gracePeriodEndsAt, command: { type: 'EndGracePeriodCommand' } }
    : null;
