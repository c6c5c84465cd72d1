import type { z } from 'zod';
import type { Rejection } from '../../core/decider.ts';
import type { SagaContext } from '../../core/saga.ts';
import type { WebhookSignalReceivedEvent } from '../../domains/automation/signal-events.ts';
import type { AccountPlan, PlanStep } from '../../domains/automation/signals/plan.ts';

/** A signal that came in, with the plan of every account. */
export type Signal = z.infer<typeof WebhookSignalReceivedEvent.schema>;
export type SignalContext = SagaContext<Signal>;

type StepOf<Kind extends PlanStep['kind']> = Extract<PlanStep, { kind: Kind }>;

/** The plan of one account, sorted by the round in which each part is done. */
export interface AccountWork {
  readonly accountId: string;
  /** Its place in the routing order, which its orders' ids come from. */
  readonly place: number;
  readonly submission: Extract<AccountPlan, { decision: 'execute' }>['submission'];
  readonly cancels: readonly string[];
  readonly exit: StepOf<'exit'> | null;
  readonly enter: StepOf<'enter'> | null;
  readonly protect: StepOf<'protect'> | null;
  readonly moveStop: StepOf<'move_stop'> | null;
  /** Something follows its exit, and waits for it. */
  readonly waits: boolean;
  /** Why the entry of a flip is not part of the plan. */
  readonly withheld: Rejection | null;
}

const stepOf = <Kind extends PlanStep['kind']>(steps: readonly PlanStep[], kind: Kind): StepOf<Kind> | null =>
  steps.find((step): step is StepOf<Kind> => step.kind === kind) ?? null;

/** What each account has to do that does anything, in routing order. */
export const worksOf = ({ trigger: { data } }: SignalContext): readonly AccountWork[] =>
  data.plans.flatMap((plan) => {
    if (plan.decision === 'refuse') return [];
    const { accountId, submission, steps, withheld } = plan;
    const exit = stepOf(steps, 'exit');
    const enter = stepOf(steps, 'enter');
    const protect = stepOf(steps, 'protect');
    return [
      {
        accountId,
        place: data.accountIds.indexOf(accountId),
        submission,
        cancels: stepOf(steps, 'cancel_orders')?.orderIds ?? [],
        exit,
        enter,
        protect,
        moveStop: stepOf(steps, 'move_stop'),
        waits: exit !== null && (enter !== null || protect !== null),
        withheld,
      },
    ];
  });
