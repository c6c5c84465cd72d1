import type { Rejection } from '../../core/decider.ts';
import { epochMs, type UtcInstant } from '../../core/instant.ts';
import { countInWindow } from './signals/recent-signals.ts';
import type { AutomationState, WebhookTokens } from './state.ts';
import { equalDigests } from './webhook/constant-time.ts';
import { isAllowedIp } from './webhook/ip-allow-list.ts';

/** Signals in execution above which no further ones are taken, so that a saga that never reports cannot fill the state. */
export const MAX_OPEN_SIGNALS = 200;

/** True for the current token and, in the minutes after a rotation, for the one before; both are always compared in full. */
export const opensWebhook = (
  { current, previous }: WebhookTokens,
  tokenHash: string,
  now: UtcInstant,
): boolean => {
  const isCurrent = equalDigests(current, tokenHash);
  const isPrevious = equalDigests(previous?.hash ?? current, tokenHash);
  const inGrace = previous !== null && epochMs(now) < epochMs(previous.validUntil);
  return isCurrent || (isPrevious && inGrace);
};

/** Answer to a token that opens nothing; it says no more than that. */
export const TOKEN_INVALID: Rejection = {
  code: 'webhook_token_invalid',
  detail: 'the webhook token is not valid',
};

/** Why a suspended automation opens nothing, or null while it is not suspended. */
export const suspensionRefusal = ({ profile: { status, suspension } }: AutomationState): Rejection | null =>
  status === 'suspended'
    ? { code: 'automation_suspended', detail: `the automation is suspended: ${suspension?.reason}` }
    : null;

/** Why an automation that is not active takes no signals, or null; one that a risk limit suspended may still close positions (AU-R2). */
const closedRefusal = (state: AutomationState): Rejection | null => {
  const { status, suspension } = state.profile;
  if (status === 'active' || suspension?.cause === 'risk_limit') return null;
  return suspensionRefusal(state) ?? { code: 'automation_inactive', detail: 'the automation is not active' };
};

/**
 * The checks of a call before its content is looked at, in their fixed order: token, status, address, rate (AU-U7). None of them
 * leaves a trace in the log, so nobody can fill it from outside.
 */
export const gateRefusal = (
  state: AutomationState,
  call: { readonly tokenHash: string; readonly sourceIp: string },
  now: UtcInstant,
): Rejection | null => {
  const { webhook } = state.profile;
  if (!opensWebhook(state.tokens, call.tokenHash, now)) return TOKEN_INVALID;
  const closed = closedRefusal(state);
  if (closed) return closed;
  if (!isAllowedIp(webhook.allowedIps, call.sourceIp))
    return { code: 'ip_not_allowed', detail: 'this address may not call the webhook' };
  if (countInWindow(state.recentSignals, epochMs(now)) >= webhook.rateLimit)
    return { code: 'rate_limited', detail: `the webhook takes ${webhook.rateLimit} signals a minute` };
  if (state.openSignals.length >= MAX_OPEN_SIGNALS)
    return { code: 'rate_limited', detail: `${MAX_OPEN_SIGNALS} signals are being executed` };
  return null;
};
