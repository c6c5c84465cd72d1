-- How far the archive holds each log without a gap.
CREATE TABLE archive_progress (
  aggregate_id uuid        NOT NULL,
  epoch        text        NOT NULL,
  version      bigint      NOT NULL,
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (aggregate_id, epoch)
);
