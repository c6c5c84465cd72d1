-- What operators look at of sagas knows more: each step's outcome, what was undone, whether the objective was missed.
UPDATE sagas SET doc = jsonb_build_object(
    'stepsDone', jsonb_array_length(doc->'steps'), 'stepStartedAt', doc->'startedAt', 'undone', '[]'::jsonb,
    'objectiveAt', doc->'deadlineAt', 'late', NULL, 'virtual', NULL
  ) || doc || jsonb_build_object('steps', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('status', 'completed', 'startedAt', doc->'startedAt') || step), '[]'::jsonb)
    FROM jsonb_array_elements(doc->'steps') AS step
  ), 'interventions', (
    SELECT coalesce(jsonb_agg('{"acknowledgedAt": null, "resolvedAt": null}'::jsonb || asked), '[]'::jsonb)
    FROM jsonb_array_elements(doc->'interventions') AS asked
  ));

-- Gates know since when somebody waits, and who met whom. They are folded anew by the next event of each: a lease is looked after every minute.
DELETE FROM saga_gates;

-- Interventions are few, sagas are many.
CREATE INDEX sagas_with_interventions_idx ON sagas (saga_id) WHERE jsonb_array_length(doc->'interventions') > 0;
