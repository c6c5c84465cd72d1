import { DemoClient, itemsOf, type Json } from './client.ts';
import type { SagaInFull } from './saga-journal.ts';
import { until } from './until.ts';

const TOKEN = 'local-operator';
const SAGA_PATIENCE_MS = 15_000;

/** A saga in the operator's list. */
export interface SagaInList {
  readonly sagaId: string;
  readonly sagaType: string;
  readonly status: string;
  readonly correlationId: string;
  readonly trigger: { readonly aggregateId: string };
  /** The last step that was completed. */
  readonly step: string | null;
  readonly attempt: number;
  readonly endedAt: string | null;
}

/** Which saga is meant: `origin` is the operation it belongs to, or what the event that began it is about. */
export interface WantedSaga {
  readonly userId: string;
  readonly type: string;
  readonly origin: string;
}

/** The operator of a local stack: sets prices, and sees everybody's sagas. */
export class Operator {
  readonly #client: DemoClient;

  constructor(url: string) {
    this.#client = new DemoClient(url);
    this.#client.signIn(TOKEN);
  }

  /** Sets the price of a symbol. */
  quote(symbol: string, bid: string, ask: string, last: string): Promise<Json> {
    return this.#client.call('PUT', `/api/v1/operator/quotes/${symbol}`, { bid, ask, last });
  }

  /** The operator's list of sagas under a query, or of what stands beside it: `/gates`, `/interventions`, `/pending`, `/triggers`. */
  async list<Item = Json>(path: string, query: Readonly<Record<string, string>> = {}) {
    const search = new URLSearchParams({ ...query, limit: '100' });
    const items: unknown = itemsOf(await this.#client.call('GET', `/api/v1/operator/sagas${path}?${search}`));
    return items as readonly Item[];
  }

  /** Waits until the list shows the saga in the wanted way. */
  async saga({ userId, type, origin }: WantedSaga, holds: (saga: SagaInList) => boolean) {
    const isWanted = (saga: SagaInList) =>
      (saga.correlationId === origin || saga.trigger.aggregateId === origin) && holds(saga);
    const sagas = await until(
      `what is expected of the ${type}`,
      () => this.list<SagaInList>('', { userId, type }),
      (found) => found.some(isWanted),
      SAGA_PATIENCE_MS,
    );
    return sagas.find(isWanted) as SagaInList;
  }

  /** Waits until the saga has ended; answers its whole log. */
  async endedSaga(wanted: WantedSaga): Promise<SagaInFull> {
    const { sagaId } = await this.saga(wanted, ({ endedAt }) => endedAt !== null);
    const saga: unknown = await this.#client.call('GET', `/api/v1/operator/sagas/${sagaId}`);
    return saga as SagaInFull;
  }
}
