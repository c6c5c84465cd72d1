import { DurableObject } from 'cloudflare:workers';
import { z } from 'zod';
import { AggregateObject } from '../objects/aggregate/aggregate-object.ts';
import { hubDestination } from '../objects/destinations/hub.ts';
import { projectionsQueueDestination } from '../objects/destinations/projections-queue.ts';
import { HubObject } from '../objects/hub/hub-object.ts';
import { type AggregateDefinition, anyAggregate } from '../src/core/aggregate.ts';
import { accept, decideBy, evolveBy } from '../src/core/decider.ts';
import type { EventRange } from '../src/core/envelope.ts';
import { defineEvent, type EventOf } from '../src/core/event.ts';
import { eventRegistry } from '../src/core/event-registry.ts';
import { anyView, type View } from '../src/core/view.ts';
import type { Env } from '../src/platform/env.ts';
import { sha256 } from '../src/platform/hash.ts';
import { aggregateStub } from '../src/platform/stubs.ts';
import tradecore from '../src/worker.ts';

export * from '../src/worker.ts';

const events = {
  CounterIncreasedEvent: defineEvent(
    'CounterIncreasedEvent',
    1,
    z.object({
      counterId: z.uuid(),
      by: z.int(),
      reason: z.string(),
      price: z.string(),
      increasedAt: z.string(),
    }),
  ),
};
type CounterEvent = EventOf<typeof events>;
type CounterCommand = { readonly type: 'IncreaseCounterCommand'; readonly by: number };

const counter = (type: string): AggregateDefinition<{ total: number }, CounterCommand, CounterEvent> => ({
  type,
  decider: {
    initial: { total: 0 },
    decide: decideBy<{ total: number }, CounterCommand, CounterEvent>({
      IncreaseCounterCommand: ({ by }, _state, { aggregateId, now }) =>
        accept(
          events.CounterIncreasedEvent({
            counterId: aggregateId,
            by,
            reason: 'bench',
            price: '152.857142',
            increasedAt: now,
          }),
        ),
    }),
    evolve: evolveBy<{ total: number }, CounterEvent>({
      CounterIncreasedEvent: (state, { by }) => ({ total: state.total + by }),
    }),
  },
  events: eventRegistry<CounterEvent>(events),
  stateSchema: 1,
});

const counterView: View<{ total: number }, CounterEvent> = {
  kind: 'counters',
  eventTypes: new Set(['CounterIncreasedEvent']),
  rowId: (event) => event.data.counterId,
  project: (doc, { data }) => ({ total: (doc?.total ?? 0) + data.by }),
  sync: {},
};

/** The aggregate shell with nobody to tell: what a commit costs. */
export class CommittedCounter extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(counter('committed_counter')));
  }
  /** Ends this instance, so that the next call finds a cold object. */
  async close(): Promise<void> {
    await this.ctx.storage.sync();
    this.ctx.abort('closed by the bench');
  }
  protected override destinations() {
    return [];
  }
}

/** The aggregate shell with hub and queue: what being told costs. */
export class DeliveredCounter extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, anyAggregate(counter('delivered_counter')));
  }
  protected override destinations() {
    return [hubDestination(this.env, 'counter_hub'), projectionsQueueDestination(this.env)];
  }
}

/** A hub that keeps the counters. */
export class CounterHub extends HubObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    const { events: registry } = counter('delivered_counter');
    super(ctx, env, { views: [anyView(counterView)], read: registry.read, publish: () => null });
  }
}

/** The floor: one RPC and one durable transaction per command, with the repeat check any such system needs, and no more. */
export class RawFloor extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, command_id TEXT UNIQUE, envelope TEXT NOT NULL)',
    );
  }

  async append(commandId: string, envelope: string): Promise<number> {
    return this.ctx.storage.transactionSync(() => {
      const known = this.ctx.storage.sql.exec<{ seq: number }>(
        'SELECT seq FROM events WHERE command_id = ?',
        commandId,
      );
      const [row] = known.toArray();
      if (row) return row.seq;
      const insert = 'INSERT INTO events (command_id, envelope) VALUES (?, ?) RETURNING seq';
      return this.ctx.storage.sql.exec<{ seq: number }>(insert, commandId, envelope).one().seq;
    });
  }
}

const ENVELOPE = JSON.stringify({ bench: 'x'.repeat(640) });
const USER = '00000000-0000-8000-8000-000000000001';
let consumed = 0;

const command = (by: number) => {
  const commandId = crypto.randomUUID();
  return {
    commandId,
    commandHash: sha256(`${by}`),
    command: { type: 'IncreaseCounterCommand', ...{ by } },
    userId: USER,
    region: 'enam',
    correlationId: commandId,
    causationId: null,
    sagaId: null,
    actor: { kind: 'user', id: USER } as const,
    remember: false,
  };
};

interface BenchEnv extends Env {
  readonly RAW_FLOOR: DurableObjectNamespace<RawFloor>;
  readonly COMMITTED_COUNTER: DurableObjectNamespace<CommittedCounter>;
}

const counterStub = (env: Env, type: string, key: string) =>
  aggregateStub(env, { type, userId: USER, key }, 'enam');

const bench = async (request: Request, env: BenchEnv): Promise<Response> => {
  const url = new URL(request.url);
  const [, , what = '', key = ''] = url.pathname.split('/');
  if (what === 'floor') {
    const stub = env.RAW_FLOOR.getByName(key, { locationHint: 'enam' });
    return Response.json(await stub.append(crypto.randomUUID(), ENVELOPE));
  }
  if (what === 'consumed') return Response.json(consumed);
  if (what === 'abort') {
    const object = env.COMMITTED_COUNTER.getByName(`committed_counter:${USER}:${key}`);
    return Response.json(await object.close().catch(() => 'closed'));
  }
  const stub = counterStub(env, what, key);
  if (url.searchParams.has('stats')) return Response.json(await stub.stats());
  if (url.searchParams.has('read')) return Response.json(await stub.read());
  const result = await stub.execute(command(1));
  if (result.kind !== 'accepted') return Response.json(result, { status: 500 });
  return Response.json(result.version);
};

/** TradeCore's Worker with the benches' own objects beside it. */
export default {
  fetch: (request: Request, env: BenchEnv, ctx: ExecutionContext) =>
    new URL(request.url).pathname.startsWith('/bench/')
      ? bench(request, env)
      : tradecore.fetch(request, env, ctx),
  queue: async (batch: MessageBatch, env: Env) => {
    const mine = batch.messages.filter(
      ({ body }) => (body as EventRange).aggregateType === 'delivered_counter',
    );
    if (mine.length === 0) return tradecore.queue(batch, env);
    for (const message of mine) {
      const { fromVersion, toVersion } = message.body as EventRange;
      consumed += toVersion - fromVersion + 1;
      message.ack();
    }
  },
};
