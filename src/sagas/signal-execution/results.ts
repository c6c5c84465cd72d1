import type { CommandResult } from '../../core/command.ts';
import { tookEffect } from '../../core/command.ts';
import type { DecimalString } from '../../core/decimal.ts';
import type { UtcInstant } from '../../core/instant.ts';
import type { EffectOutcome } from '../../core/saga.ts';
import type { AccountOutcome } from '../../domains/automation/signals/outcomes.ts';
import type { OrderChecks, WorkingOrder } from '../../domains/order/commands-create.ts';
import type { OrderFacts } from '../order-facts.ts';
import type { SignalContext } from './work.ts';

/** What stopped an account: a rule refused, or something broke. The other accounts go on (AU-U13). */
export interface Trouble {
  readonly result: Exclude<AccountOutcome['result'], 'done'>;
  readonly code: string;
  readonly detail: string;
}
export type Troubles = Readonly<Record<string, Trouble>>;

/** Facts of one account as they are journaled: what all accounts have in common stands beside them once. */
export interface AccountFacts extends Omit<OrderFacts, 'basis'> {
  readonly basis: Omit<OrderChecks, 'workingOrders'>;
}

/** Facts of accounts by their ids, and the user's working orders that these could trade against. */
export interface Facts {
  readonly accounts: Readonly<Record<string, AccountFacts>>;
  readonly working: readonly WorkingOrder[];
}

/** What an order of a signal is for. */
export type Purpose = 'exit' | 'enter' | 'protect';

/** An order that exists. */
export interface MadeOrder {
  readonly orderId: string;
  readonly purpose: Purpose;
  readonly quantity: DecimalString;
}

/** Orders by account, and what stopped the others. */
export interface Round {
  readonly made: Readonly<Record<string, MadeOrder>>;
  readonly troubles: Troubles;
}

/** How an exit stands that something waits for; `rest` is what it may still fill. */
export interface ExitProgress {
  readonly filled: DecimalString;
  readonly rest: DecimalString;
}

/** What each step leaves for the later ones. */
interface Journal {
  readonly cancel_orders: { readonly waiting: readonly string[]; readonly troubles: Troubles };
  readonly confirm_cancels: { readonly troubles: Troubles };
  readonly read_facts: Facts;
  readonly exit_or_enter: Round;
  readonly confirm_exits: {
    readonly exits: Readonly<Record<string, ExitProgress>>;
    readonly readAt: UtcInstant | null;
    readonly troubles: Troubles;
  };
  readonly read_facts_again: Facts & { readonly troubles: Troubles };
  readonly enter_or_protect: Round;
  readonly set_stops: { readonly troubles: Troubles };
}
type StepName = keyof Journal;

const NOTHING: { readonly [Name in StepName]: Journal[Name] } = {
  cancel_orders: { waiting: [], troubles: {} },
  confirm_cancels: { troubles: {} },
  read_facts: { accounts: {}, working: [] },
  exit_or_enter: { made: {}, troubles: {} },
  confirm_exits: { exits: {}, readAt: null, troubles: {} },
  read_facts_again: { accounts: {}, working: [], troubles: {} },
  enter_or_protect: { made: {}, troubles: {} },
  set_stops: { troubles: {} },
};

/** What a step left; nothing when it has not been done. */
export const resultOf = <Name extends StepName>({ results }: SignalContext, name: Name): Journal[Name] =>
  (results[name] as Journal[Name] | undefined) ?? NOTHING[name];

const STEPS = Object.keys(NOTHING) as readonly StepName[];

/** Steps after which nothing is left to be cancelled. */
export const CANCELLING: readonly StepName[] = ['cancel_orders', 'confirm_cancels'];

/** Steps up to the end of the exits. */
export const EXITING: readonly StepName[] = [...CANCELLING, 'exit_or_enter', 'confirm_exits'];

/** What stopped an account first, in these steps; null when nothing did. */
export const troubleOf = (
  context: SignalContext,
  accountId: string,
  steps: readonly StepName[] = STEPS,
): Trouble | null => {
  for (const name of steps) {
    const result = resultOf(context, name);
    const trouble = 'troubles' in result ? result.troubles[accountId] : undefined;
    if (trouble) return trouble;
  }
  return null;
};

/** A rule refused. */
export const refusedBy = ({ code, detail }: { readonly code: string; readonly detail: string }): Trouble => ({
  result: 'rejected',
  code,
  detail,
});

/** Something broke. */
export const brokenBy = (code: string, detail: string): Trouble => ({ result: 'failed', code, detail });

/** What the answer to a command says against going on; null when it took effect. */
export const troubleIn = (result: CommandResult): Trouble | null => {
  if (tookEffect(result)) return null;
  return result.kind === 'rejected'
    ? refusedBy(result.rejection)
    : brokenBy(result.kind, `a command was answered by ${result.kind}`);
};

/** What the command under that key was answered; throws when it was not given. */
export const answerOf = (outcomes: readonly EffectOutcome[], key: string): CommandResult => {
  const outcome = outcomes.find((candidate) => candidate.key === key);
  if (outcome?.kind !== 'command') throw new Error(`nobody was given ${key}`);
  return outcome.result;
};
