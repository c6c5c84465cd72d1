-- Every message that a queue gave up on, with its reason, until an operator replays it.
CREATE TABLE dead_letters (
  id          text        PRIMARY KEY,
  queue       text        NOT NULL,
  reason      text        NOT NULL,
  body        jsonb       NOT NULL,
  attempts    integer     NOT NULL,
  failed_at   timestamptz NOT NULL DEFAULT now(),
  replayed_at timestamptz
);
