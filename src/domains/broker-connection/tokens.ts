import type { Due } from '../../core/decider.ts';
import { epochMs, instant, plusMs, type UtcInstant } from '../../core/instant.ts';
import type { BrokerConnectionCommand } from './commands.ts';
import type { BrokerConnectionState, OAuthTokens } from './state.ts';

const REFRESH_RETRY_MS = 60_000;

/** When a token dies that was received now; null when the broker does not tell (BC-R2). */
export const tokenExpiry = (now: UtcInstant, expiresInSeconds: number | null): UtcInstant | null =>
  expiresInSeconds === null ? null : plusMs(now, expiresInSeconds * 1_000);

/** The first time at 80 % of the token's life (BC-U4), then whenever a quarter of the rest has passed, but not within a minute. */
const refreshAt = ({ obtainedAt, refreshRequestedAt }: OAuthTokens, expiresAt: UtcInstant): UtcInstant => {
  const end = epochMs(expiresAt);
  if (refreshRequestedAt === null) {
    const start = epochMs(obtainedAt);
    return instant(start + Math.floor(((end - start) * 4) / 5));
  }
  const asked = epochMs(refreshRequestedAt);
  return instant(asked + Math.max(REFRESH_RETRY_MS, Math.floor((end - asked) / 4)));
};

/** What time does to the tokens: they are renewed in time, or the user must sign in again. */
export const tokenDue = ({
  status,
  credentials,
  reauthRequired,
}: BrokerConnectionState): Due<BrokerConnectionCommand> | null => {
  if (status !== 'connected' && status !== 'error') return null;
  if (reauthRequired || credentials?.kind !== 'oauth' || credentials.expiresAt === null) return null;
  const { expiresAt, refreshable } = credentials;
  const at = refreshable ? refreshAt(credentials, expiresAt) : expiresAt;
  return epochMs(at) < epochMs(expiresAt)
    ? { at, command: { type: 'RequestTokenRefreshCommand' } }
    : { at: expiresAt, command: { type: 'RequestReauthCommand', reason: 'token_expired' } };
};
