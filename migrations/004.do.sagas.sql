-- Every saga of every user as operators see it, and the gates that keep sagas apart. Both are folded from their logs.
CREATE TABLE sagas (
  saga_id        uuid        PRIMARY KEY,
  version        bigint      NOT NULL,
  user_id        uuid        NOT NULL,
  region         text        NOT NULL,
  saga_type      text        NOT NULL,
  status         text        NOT NULL,
  correlation_id uuid        NOT NULL,
  started_at     timestamptz NOT NULL,
  open_interventions integer NOT NULL DEFAULT 0,
  doc            jsonb       NOT NULL,
  updated_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sagas_status_idx ON sagas (status, started_at DESC, saga_id);
CREATE INDEX sagas_type_idx ON sagas (saga_type, started_at DESC, saga_id);
CREATE INDEX sagas_user_idx ON sagas (user_id, started_at DESC, saga_id);
CREATE INDEX sagas_interventions_idx ON sagas (started_at DESC) WHERE open_interventions > 0;

CREATE TABLE saga_gates (
  gate_id    uuid        PRIMARY KEY,
  version    bigint      NOT NULL,
  user_id    uuid        NOT NULL,
  region     text        NOT NULL,
  gate_key   text        NOT NULL,
  held       boolean     NOT NULL,
  waiting    integer     NOT NULL,
  doc        jsonb       NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX saga_gates_held_idx ON saga_gates (updated_at DESC) WHERE held OR waiting > 0;
