import type { Rejection } from '../../core/decider.ts';

/** A refusal as a value of a calculation: whoever decides answers it as it is. */
export interface Refusal {
  readonly kind: 'reject';
  readonly rejection: Rejection;
}

/** A refusal; `field` names the field of the command that is to blame. */
export const refusal = (code: string, detail: string, field: string): Refusal => ({
  kind: 'reject',
  rejection: { code, detail, field },
});

/** A refusal that the state is the reason for. */
export const refusalOfState = (code: string, detail: string): Refusal => ({
  kind: 'reject',
  rejection: { code, detail },
});
