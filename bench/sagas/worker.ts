import { BrokerConnectionObject as ProductConnection } from '../../objects/broker-connection-object.ts';
import { OrderObject as ProductOrder } from '../../objects/order-object.ts';
import { SagaGateObject as ProductGate } from '../../objects/saga-gate-object.ts';
import { TradeCoreSaga as ProductSaga } from '../../objects/saga-host.ts';
import { isUnfinished, type SagaInstance } from '../../src/core/saga-instance/state.ts';
import type { Env } from '../../src/platform/env.ts';
import tradecore from '../../src/worker.ts';
import { countedEnv } from './counted-env.ts';
import { type BenchEnv, benchAnswer } from './routes.ts';
import { countAlarm, watchObjects } from './tally.ts';

export * from '../../src/worker.ts';
export { RawFloor } from '../worker.ts';

watchObjects();

const nameOf = (ctx: DurableObjectState): string => ctx.id.name ?? '';

/** The product's saga host; its calls and alarms are counted. */
export class TradeCoreSaga extends ProductSaga {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, countedEnv(env, nameOf(ctx)));
  }
  override async alarm(): Promise<void> {
    const saga = this.currentState() as SagaInstance | null;
    countAlarm(saga && isUnfinished(saga) ? 'whileRunning' : 'afterEnd');
    await super.alarm();
  }
}

/** The product's gate; its calls are counted. */
export class SagaGateObject extends ProductGate {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, countedEnv(env, nameOf(ctx)));
  }
}

/** The product's connection; its calls are counted. */
export class BrokerConnectionObject extends ProductConnection {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, countedEnv(env, nameOf(ctx)));
  }
}

/** The product's order; its calls are counted. */
export class OrderObject extends ProductOrder {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, countedEnv(env, nameOf(ctx)));
  }
}

/** TradeCore's Worker, with what the bench of sagas asks beside it. */
export default {
  fetch: (request: Request, env: BenchEnv, ctx: ExecutionContext) =>
    new URL(request.url).pathname.startsWith('/bench/')
      ? benchAnswer(request, env)
      : tradecore.fetch(request, env, ctx),
  queue: tradecore.queue,
};
