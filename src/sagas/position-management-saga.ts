import { done, type SagaDefinition } from '../core/saga.ts';
import { positionEvents } from '../domains/position/events.ts';
import { settleTaken } from './broker-truth.ts';
import {
  accepted,
  askExit,
  cancelExit,
  conclude,
  createExit,
  filledOrGone,
  reArm,
  refused,
  settleExit,
  settleExitEnd,
  settlePosition,
} from './position-exit/exit.ts';
import type { Trigger } from './position-exit/results.ts';
import {
  askFacts,
  askFactsAgain,
  askRivals,
  cancelRivals,
  journaledFacts,
  settleFactsAgain,
  settleRivals,
} from './position-exit/rivals.ts';

const { PositionExitTriggeredEvent } = positionEvents;

const TYPE = 'PositionManagementSaga';
const STEP = { attempts: 4, retryBaseMs: 500, timeoutMs: 15_000 };
/** How long an exit that was refused is left alone before the position is watched again: the next price would trigger it at once. */
const COOL_DOWN_MS = 30_000;

/** Refusals that pass by themselves; all others need a person, because the position cannot be left. */
const PASSING: ReadonlySet<string> = new Set(['no_market_data', 'broker_not_connected', 'market_closed']);

/**
 * Leaves a position whose stop or target was reached (PO-U5): other exits make way, a closing order is made, and its fill closes the
 * position. When it ends unfilled, or cannot be made, stop and target are watched again. The long-lived care of a position from its
 * opening on, with its averages, adds and trailing stops, is no saga: the position's book has it, with an alarm of its own (spec 2.7).
 * A repeat of any step meets the same order, and the trigger is told of by its id, so an older one never re-arms a newer one.
 */
export const positionManagementSaga: SagaDefinition<Trigger> = {
  type: TYPE,
  definitionVersion: 1,
  triggers: [
    {
      saga: TYPE,
      eventType: PositionExitTriggeredEvent.type,
      when: () => true,
      dedupeKey: ({ data }) => String(data['triggerId']),
    },
  ],
  parse: (data) => PositionExitTriggeredEvent.schema.parse(data),
  deadlineMs: 60_000,
  objectiveMs: 5_000,
  steps: [
    {
      name: 'read_facts',
      ...STEP,
      execute: askFacts,
      settle: (context, outcomes) => done(journaledFacts(context, outcomes)),
    },
    { name: 'cancel_rivals', ...STEP, execute: cancelRivals, settle: () => done() },
    { name: 'confirm_rivals', ...STEP, execute: askRivals, settle: settleRivals },
    { name: 'read_facts_again', ...STEP, execute: askFactsAgain, settle: settleFactsAgain },
    {
      name: 'create_exit',
      once: true,
      ...STEP,
      execute: createExit,
      settle: settleExit,
      compensate: cancelExit,
      // An exit that was refused for certain is not there to be cancelled.
      compensatesFor: ({ kind, uncertain }) => uncertain || kind === 'deadline' || kind === 'aborted',
    },
    {
      name: 'exit_accepted',
      pivot: true,
      awaits: accepted,
      // biome-ignore lint/suspicious/noThenProperty: the engine's name for what follows patience
      patience: { ms: COOL_DOWN_MS, then: refused },
    },
    { name: 'exit_end', ...STEP, execute: askExit, settle: settleExitEnd },
    {
      name: 'cool_down',
      awaits: filledOrGone,
      // biome-ignore lint/suspicious/noThenProperty: the engine's name for what follows patience
      patience: { ms: COOL_DOWN_MS, then: () => done() },
    },
    { name: 'read_position', ...STEP, execute: askFacts, settle: settlePosition },
    {
      name: 'conclude',
      ...STEP,
      execute: conclude,
      // The book's refusals say that it is so already: the position was closed, or is not remembered any more.
      settle: (_context, outcomes) => settleTaken(outcomes),
    },
  ],
  onFailed: (context, { code }) => [reArm(context, code)],
  intervention: ({ trigger: { data } }, step) => ({
    code: 'exit_stuck',
    reason: `leaving a position cannot finish ${step}; see whether it is closed at its broker`,
    ids: [data.positionId, data.accountId],
  }),
  afterFailure: ({ trigger: { data } }, { code, kind }) =>
    kind === 'aborted' || PASSING.has(code)
      ? null
      : {
          code: 'exit_refused',
          reason: `a ${data.trigger} was reached and the position could not be closed (${code})`,
          ids: [data.positionId, data.accountId],
        },
};
