import { readEvent } from '../domains/catalog.ts';
import type { Env } from '../platform/env.ts';
import { sagaDefinitions } from '../sagas/catalog.ts';
import { PoisonMessage } from './archive-consumer.ts';
import type { SagaRoutes } from './saga-hand-over.ts';
import { handOverMessage, parseSagasMessage } from './sagas-queue.ts';

/** Whoever did not answer is asked again after this time, then after twice as long. */
const FIRST_RETRY_SECONDS = 5;
const LAST_RETRY_SECONDS = 300;

/** Whatever starts a saga of TradeCore; event types belong to one aggregate each. */
const ROUTES: SagaRoutes = { read: readEvent, triggers: sagaDefinitions.flatMap(({ triggers }) => triggers) };

/** Hands over what could not be handed over directly, message by message acknowledged; who does not answer is asked again later. */
export const handOverBatch = async (batch: MessageBatch, env: Env): Promise<void> => {
  for (const message of batch.messages) {
    try {
      const refused = await handOverMessage(env, parseSagasMessage(message.body), ROUTES);
      for (const { version, reason } of refused)
        console.error(`version ${version} of a log started no saga: ${reason}`);
      message.ack();
    } catch (error) {
      if (error instanceof PoisonMessage) console.error(`a message of ${batch.queue}: ${error.message}`);
      const delaySeconds = Math.min(FIRST_RETRY_SECONDS * 2 ** (message.attempts - 1), LAST_RETRY_SECONDS);
      message.retry({ delaySeconds });
    }
  }
};
