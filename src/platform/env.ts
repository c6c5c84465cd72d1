/** Bindings of the Worker and of every object, as wrangler.toml declares them. */
export interface Env {
  readonly USER_ACCOUNT: DurableObjectNamespace;
  readonly BROKER_CONNECTION: DurableObjectNamespace;
  readonly BROKER_ACCOUNT: DurableObjectNamespace;
  readonly VIRTUAL_BROKER: DurableObjectNamespace;
  readonly ORDER: DurableObjectNamespace;
  readonly POSITION: DurableObjectNamespace;
  readonly ACCOUNT_HUB: DurableObjectNamespace;
  readonly SAGA: DurableObjectNamespace;
  readonly SAGA_GATE: DurableObjectNamespace;
  readonly AUTOMATION: DurableObjectNamespace;
  readonly PORTFOLIO: DurableObjectNamespace;
  readonly VAULT: DurableObjectNamespace;
  readonly KEY: DurableObjectNamespace;
  readonly FEED: DurableObjectNamespace;
  readonly ARCHIVE_BACKLOG: DurableObjectNamespace;
  readonly PROJECTIONS_0: Queue;
  readonly PROJECTIONS_1: Queue;
  /** Carries triggers that could not be handed over to their sagas. */
  readonly SAGAS: Queue;

  /** How many PROJECTIONS_n queues are bound. */
  readonly PROJECTION_SHARDS: string;
  /** Highest quantity of one order, a decimal. */
  readonly MAX_ORDER_QUANTITY: string;
  /** Cash of a new virtual account, a decimal. */
  readonly VIRTUAL_STARTING_CASH: string;
  /** How often the virtual broker fills only a part at first, from "0" to "1". */
  readonly VIRTUAL_PARTIAL_FILL_PROBABILITY: string;
  /** Whether new virtual accounts may borrow: `margin` or `cash`. */
  readonly VIRTUAL_ACCOUNT_TYPE: 'cash' | 'margin';
  /** `true` lets one order at the virtual broker turn a long position into a short one. */
  readonly VIRTUAL_ALLOW_FLIP: string;
  /** Hours of new virtual accounts: those of the `exchange`, or `always_open`. */
  readonly VIRTUAL_SESSION: 'always_open' | 'exchange';
  /** How new virtual accounts fill: `alpaca_paper`, or `conservative`. */
  readonly VIRTUAL_PROFILE: 'alpaca_paper' | 'conservative';
  /** Seed of the simulated market. */
  readonly SIMULATED_FEED_SEED: string;
  /** `running`, or `frozen`: prices then move only when an operator sets them. */
  readonly SIMULATED_FEED: string;

  /** Secret that signs access tokens, 32 bytes or more. */
  readonly JWT_SECRET: string;
  /** Secret under which e-mail addresses and usernames are looked up. */
  readonly LOOKUP_SECRET: string;
  /** `{"current": "k1", "keys": {"k1": "<base64 of 32 bytes>"}}`: the keys that wrap every user's data key. */
  readonly MASTER_KEYS: string;
  /** Bearer token of the operator routes; without it they answer 404. */
  readonly OPERATOR_TOKEN?: string;
  /** `true` puts the confirmation of a new e-mail address into the answer, because nothing here sends mail: development only. */
  readonly EXPOSE_CONFIRMATION_TOKENS?: string;
  /** Postgres; without it the archive waits and its reads answer 503. */
  readonly DATABASE_URL?: string;
  /** Where a local stand-in for Neon listens. */
  readonly NEON_FETCH_ENDPOINT?: string;
}
