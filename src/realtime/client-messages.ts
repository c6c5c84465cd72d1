import { z } from 'zod';
import { errorFrame, systemFrame } from './frames.ts';

/** Topics a client may subscribe to; each is scoped to the token's user. */
export const TOPICS = [
  'broker_connection_events',
  'broker_account_events',
  'order_events',
  'position_events',
  'automation_events',
  'portfolio_events',
  'broker_health',
  'broker_streaming',
  'user_account_events',
  'monitoring_events',
] as const;

/** What a socket remembers while the hub sleeps. */
export interface SocketState {
  readonly connectionId: string;
  readonly topics: readonly string[];
}

/** What a client's message leads to: frames to answer with, and the socket's state afterwards. */
export interface ClientAnswer {
  readonly frames: readonly string[];
  readonly state: SocketState;
}

const envelope = z.object({ t: z.string(), p: z.record(z.string(), z.unknown()).default({}) });
const subscription = z.object({
  action: z.enum(['subscribe', 'unsubscribe']),
  topics: z.array(z.string()).min(1).max(100),
});

/** First frame on a socket; nothing may precede it. */
export const serverReady = (connectionId: string, userId: string, serverTime: string): string =>
  systemFrame('server_ready', {
    message: 'connected',
    details: {
      version: 1,
      features: { compression: false, encryption: false, batching: false, recovery: false },
      connection_id: connectionId,
      server_time: serverTime,
      user_id: userId,
    },
  });

const parse = (text: string): z.infer<typeof envelope> | null => {
  try {
    return envelope.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/** Answers one text message of a client; never closes, whatever it says. */
export const answerClient = (text: string, state: SocketState, nowMs: number): ClientAnswer => {
  const message = parse(text);
  if (!message)
    return { frames: [errorFrame('INVALID_MESSAGE', 'expected a JSON object with t and p')], state };
  if (message.t === 'ping')
    return {
      frames: [
        systemFrame('PONG', { server_timestamp: nowMs, client_timestamp: message.p['timestamp'] ?? null }),
      ],
      state,
    };
  if (message.t === 'PONG' || message.t === 'pong') return { frames: [], state };
  if (message.t === 'subscription_update' || message.t === 'subscription') return subscribe(message.p, state);
  return { frames: [errorFrame('UNKNOWN_TYPE', `this server does not know ${message.t}`)], state };
};

const subscribe = (payload: Record<string, unknown>, state: SocketState): ClientAnswer => {
  const parsed = subscription.safeParse(payload);
  if (!parsed.success)
    return { frames: [errorFrame('INVALID_SUBSCRIPTION', 'expected an action and a list of topics')], state };
  const { action } = parsed.data;
  const topics = [...new Set(parsed.data.topics)];
  const known = topics.filter((topic) => (TOPICS as readonly string[]).includes(topic));
  const failed = topics.filter((topic) => !known.includes(topic));
  const kept = state.topics.filter((topic) => !known.includes(topic));
  const next = { ...state, topics: action === 'subscribe' ? [...kept, ...known] : kept };
  const ack = { action, success: true, success_topics: known, failed_topics: failed };
  return { frames: [systemFrame('subscription_update', ack)], state: next };
};
