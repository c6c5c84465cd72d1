import {
  done,
  type EffectOutcome,
  type SagaDefinition,
  type StepResult,
  settleCommands,
} from '../core/saga.ts';
import { WebhookSignalReceivedEvent } from '../domains/automation/signal-events.ts';
import { onAutomation } from './effects.ts';
import { askCancelled, cancelOrders, settleCancelled, settleCancels } from './signal-execution/cancelling.ts';
import { askExits, settleExits } from './signal-execution/exits.ts';
import { askFacts, askFactsAgain, settleFacts, settleFactsAgain } from './signal-execution/facts.ts';
import { outcomesOf } from './signal-execution/outcomes.ts';
import { brokenBy, type Trouble } from './signal-execution/results.ts';
import {
  firstRound,
  secondRound,
  setStops,
  settleFirstRound,
  settleSecondRound,
  settleStops,
} from './signal-execution/rounds.ts';
import type { Signal, SignalContext } from './signal-execution/work.ts';

const TYPE = 'AutomationExecutionSaga';
const STEP = { attempts: 4, retryBaseMs: 500, timeoutMs: 15_000 };

const recordOutcome = (context: SignalContext, unfinished: Trouble | null = null) => {
  const { automationId, signalId } = context.trigger.data;
  return onAutomation(automationId, {
    type: 'RecordSignalOutcomeCommand',
    signalId,
    outcomes: outcomesOf(context, unfinished),
  });
};

/** An automation that is gone has nobody left to be told. */
const settleOutcome = (outcomes: readonly EffectOutcome[]): StepResult => {
  const settled = settleCommands(outcomes);
  return settled.kind === 'fail' && settled.failure.code.endsWith('_not_found') ? done() : settled;
};

/**
 * Carries out what a signal means for each account (domains 4.5), as it was planned when the signal came. The engine's steps are fixed and
 * plans differ in length, so it works in rounds: cancel; then exits, entries and moved stops; then what an exit was waited for. What stops
 * one account is kept in a step's result and stops no other (AU-U13). The first cancel is the way forward: nothing is undone after it,
 * because an exit that was made should not be taken back. It takes no lease (DESIGN 4): every order is judged again by what is there when
 * it is made. Orders have ids of their own, so whatever is repeated meets what exists.
 */
export const automationExecutionSaga: SagaDefinition<Signal> = {
  type: TYPE,
  definitionVersion: 1,
  triggers: [
    {
      saga: TYPE,
      eventType: WebhookSignalReceivedEvent.type,
      when: () => true,
      dedupeKey: ({ data }) => String(data['signalId']),
    },
  ],
  parse: (data) => WebhookSignalReceivedEvent.schema.parse(data),
  deadlineMs: 60_000,
  objectiveMs: 5_000,
  steps: [
    { name: 'cancel_orders', ...STEP, pivot: true, execute: cancelOrders, settle: settleCancels },
    { name: 'confirm_cancels', ...STEP, execute: askCancelled, settle: settleCancelled },
    { name: 'read_facts', ...STEP, execute: askFacts, settle: settleFacts },
    { name: 'exit_or_enter', once: true, ...STEP, execute: firstRound, settle: settleFirstRound },
    { name: 'confirm_exits', ...STEP, execute: askExits, settle: settleExits },
    { name: 'read_facts_again', ...STEP, execute: askFactsAgain, settle: settleFactsAgain },
    { name: 'enter_or_protect', once: true, ...STEP, execute: secondRound, settle: settleSecondRound },
    { name: 'set_stops', ...STEP, execute: setStops, settle: settleStops },
    {
      name: 'record_outcome',
      ...STEP,
      execute: (context) => [recordOutcome(context)],
      settle: (_context, outcomes) => settleOutcome(outcomes),
    },
  ],
  onFailed: (context, { code, detail }) => [recordOutcome(context, brokenBy(code, detail))],
  intervention: (context, step) => ({
    code: 'signal_execution_stuck',
    reason: `a signal cannot finish ${step}; check the orders and positions of its accounts`,
    ids: [context.trigger.data.signalId, ...context.trigger.data.accountIds],
  }),
  afterFailure: (context, { code }) => ({
    code: 'signal_execution_failed',
    reason: `a signal was not executed (${code}); orders of its accounts may have been cancelled`,
    ids: [context.trigger.data.signalId, ...context.trigger.data.accountIds],
  }),
};
