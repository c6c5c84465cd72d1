import { Hono } from 'hono';
import { type CommandEnvelope, tookEffect } from '../../core/command.ts';
import type { Rejection } from '../../core/decider.ts';
import { canonicalJson } from '../../core/ids.ts';
import { epochMs, instant, type UtcInstant } from '../../core/instant.ts';
import type { ReceiveWebhookSignalCommand } from '../../domains/automation/commands.ts';
import { receiptOf } from '../../domains/automation/receipt.ts';
import { WINDOW_MS } from '../../domains/automation/signals/recent-signals.ts';
import { parseSignal } from '../../domains/automation/signals/signals.ts';
import { resolveSymbol } from '../../domains/automation/signals/symbol.ts';
import type { AutomationState } from '../../domains/automation/state.ts';
import { parseWebhookToken, type WebhookToken } from '../../domains/automation/webhook/webhook-token.ts';
import { gateRefusal, TOKEN_INVALID } from '../../domains/automation/webhook-gate.ts';
import { type Owner, ownStub } from '../../facts/owner.ts';
import { NO_FACTS, type SignalFacts, signalFacts } from '../../facts/signal-facts.ts';
import { idOf, sha256 } from '../../platform/hash.ts';
import { GLOBAL_REGION } from '../../platform/regions.ts';
import type { AggregateRpc } from '../../platform/rpc.ts';
import { AUTOMATION } from '../automations.ts';
import { refusalProblem } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { Problem } from '../problem.ts';
import { refuseUnstorable, type WebhookBody, webhookBody } from '../webhook-body.ts';

/** Whom text that is no token asks for: an automation that nobody has, so that every wrong token takes the same way. */
const NOBODY: Omit<WebhookToken, 'secret'> = {
  userId: '00000000-0000-0000-0000-000000000000',
  automationId: '00000000-0000-0000-0000-000000000000',
};

const MAX_CALLER_ID_LENGTH = 128;

/** One call of a webhook, before anything is known of what it calls. */
interface Call extends WebhookBody {
  readonly tokenHash: string;
  readonly sourceIp: string;
  readonly receivedAt: UtcInstant;
  readonly callerSignalId: string | null;
}

const callOf = async (context: HttpContext, token: string): Promise<Call> => {
  const receivedAt = instant(Date.now());
  const key = context.req.header('idempotency-key')?.trim() ?? '';
  const callerSignalId = key === '' ? null : key;
  if (callerSignalId !== null && callerSignalId.length > MAX_CALLER_ID_LENGTH) {
    const detail = `the Idempotency-Key of a signal has at most ${MAX_CALLER_ID_LENGTH} characters`;
    throw new Problem(400, 'idempotency_key_invalid', detail);
  }
  const body = await webhookBody(context);
  const sourceIp = context.req.header('cf-connecting-ip') ?? '';
  return { ...body, tokenHash: sha256(token), sourceIp, receivedAt, callerSignalId };
};

/** Seconds until the webhook takes a signal again; a minute when that depends on the signals that are being executed. */
const retryAfter = ({ recentSignals, profile }: AutomationState, now: UtcInstant): string => {
  const inWindow = recentSignals.filter(({ at }) => at > epochMs(now) - WINDOW_MS);
  const leaving = inWindow.at(-profile.webhook.rateLimit);
  const ms = leaving ? leaving.at + WINDOW_MS - epochMs(now) : WINDOW_MS;
  return String(Math.max(1, Math.ceil(ms / 1000)));
};

const refuse = (rejection: Rejection, state: AutomationState | null, now: UtcInstant): never => {
  const limited = rejection.code === 'rate_limited' && state !== null;
  throw refusalProblem(rejection, limited ? { 'retry-after': retryAfter(state, now) } : {});
};

/** The automation that a token opens, and where its owner's objects live. All that opens nothing is answered alike, after one hop. */
const openedBy = async (
  automation: AggregateRpc,
  call: Call,
): Promise<{ readonly state: AutomationState; readonly region: string }> => {
  const snapshot = await automation.read();
  const state = (snapshot?.state ?? null) as AutomationState | null;
  if (!snapshot || !state || state.profile.status === 'deleted')
    return refuse(TOKEN_INVALID, null, call.receivedAt);
  const refusal = gateRefusal(state, call, call.receivedAt);
  if (refusal) refuse(refusal, state, call.receivedAt);
  const beginning = await automation.events(snapshot.epoch, 1, 1);
  return { state, region: beginning?.region ?? GLOBAL_REGION };
};

const factsFor = (owner: Owner, { profile }: AutomationState, call: Call): Promise<SignalFacts> => {
  const parsed = parseSignal(call.payload);
  const scope = { symbol: profile.configuration.symbol, tickers: profile.webhook.tickers };
  const resolved = parsed.ok ? resolveSymbol(parsed.signal, scope) : null;
  return resolved?.kind === 'known'
    ? signalFacts(owner, profile, resolved.symbol, call.receivedAt)
    : Promise.resolve(NO_FACTS);
};

const envelopeOf = (
  context: HttpContext,
  { userId, region }: Owner,
  command: ReceiveWebhookSignalCommand,
): CommandEnvelope => ({
  commandId: context.get('requestId'),
  commandHash: sha256(canonicalJson(command)),
  command,
  userId,
  region,
  correlationId: context.get('requestId'),
  causationId: null,
  sagaId: null,
  actor: { kind: 'policy', id: 'webhook' },
  remember: false,
  returnState: true,
});

/**
 * Where signals come in; the token in the path is the only key. The answer leaves as soon as the signal is stored, because senders
 * wait three seconds at most. Nothing here may log or repeat the path.
 */
export const webhookRoutes = new Hono<HttpEnv>().post('/:token', async (context) => {
  const text = context.req.param('token');
  const call = await callOf(context, text);
  const { userId, automationId } = parseWebhookToken(text) ?? NOBODY;
  const door = ownStub({ env: context.env, userId, region: GLOBAL_REGION }, AUTOMATION.type, automationId);
  const { state, region } = await openedBy(door, call);
  refuseUnstorable(call.payload);
  const owner = { env: context.env, userId, region };
  const facts = await factsFor(owner, state, call);
  const command: ReceiveWebhookSignalCommand = { type: 'ReceiveWebhookSignalCommand', ...call, ...facts };
  const result = await ownStub(owner, AUTOMATION.type, automationId).execute(
    envelopeOf(context, owner, command),
  );
  if (result.kind === 'rejected') refuse(result.rejection, state, call.receivedAt);
  const after = tookEffect(result) ? (result.state as AutomationState) : null;
  const receipt = after && receiptOf(after, command, idOf);
  if (!receipt || !tookEffect(result)) throw new Error('a signal was decided and left no receipt');
  const { signalId, rejectedAs: code } = receipt;
  const status = code === null ? 'received' : 'rejected';
  return context.json({ signalId, status, code }, result.events === 0 ? 200 : 202);
});
