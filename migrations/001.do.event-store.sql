-- The archive of every aggregate's log. A reader that walks it orders by (txid, global_seq) and stops below
-- pg_snapshot_xmin(pg_current_snapshot()), so that a transaction which commits late is not skipped.
CREATE TABLE event_store (
  global_seq        bigint      GENERATED ALWAYS AS IDENTITY,
  txid              xid8        NOT NULL DEFAULT pg_current_xact_id(),
  event_id          uuid        NOT NULL,
  event_type        text        NOT NULL,
  schema_version    integer     NOT NULL,
  aggregate_type    text        NOT NULL,
  aggregate_id      uuid        NOT NULL,
  epoch             text        NOT NULL,
  aggregate_version bigint      NOT NULL CHECK (aggregate_version > 0),
  user_id           uuid        NOT NULL,
  region            text        NOT NULL,
  occurred_at       timestamptz NOT NULL,
  recorded_at       timestamptz NOT NULL,
  correlation_id    uuid        NOT NULL,
  causation_id      uuid,
  saga_id           uuid,
  command_id        uuid        NOT NULL,
  actor             jsonb       NOT NULL,
  data              jsonb       NOT NULL,
  meta              jsonb       NOT NULL,
  CONSTRAINT event_store_pkey PRIMARY KEY (event_id),
  CONSTRAINT event_store_log_key UNIQUE (aggregate_id, epoch, aggregate_version)
);

CREATE UNIQUE INDEX event_store_global_seq_key ON event_store (global_seq);
CREATE INDEX event_store_correlation_idx ON event_store (user_id, correlation_id, global_seq);
CREATE INDEX event_store_type_idx ON event_store (event_type, occurred_at);
