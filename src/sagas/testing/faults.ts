/** What may befall one effect of a saga on its way. */
export const EFFECT_FAULTS = [
  /** The target gets nothing, and there is no answer. */
  'throws',
  /** The target takes it, and the answer is lost. */
  'hangs',
  /** There is no answer in time, and the target takes it only after that. */
  'late',
  /** The target refuses it for certain. */
  'refused',
  /** The broker says that it may succeed later. */
  'transient',
  /** The broker does it, and says that it does not know. */
  'ambiguous',
] as const;
export type EffectFault = (typeof EFFECT_FAULTS)[number];

/** What may befall the saga itself once the effects of a step have happened. */
export const CRASHES = [
  /** It dies before the outcome is in its journal: the step is done again. */
  'record_lost',
  /** It dies right after. */
  'record_kept',
] as const;
export type Crash = (typeof CRASHES)[number];

/** Something that goes wrong at one place. */
export interface Fault {
  readonly kind: EffectFault | Crash;
  /** The step, or the undoing of it (`undo:…`). */
  readonly step: string;
  /** Which of its effects, by place; all of them when null. */
  readonly effect: number | null;
  /** The first try of the step that it befalls, from 1 on, and how many in a row. */
  readonly from: number;
  readonly times: number;
}

/** A fault that befalls every effect of the first try, with these differences. */
export const fault = (kind: Fault['kind'], step: string, changes: Partial<Fault> = {}): Fault => ({
  kind,
  step,
  effect: null,
  from: 1,
  times: 1,
  ...changes,
});

const isCrash = (kind: Fault['kind']): kind is Crash => (CRASHES as readonly string[]).includes(kind);

/** The faults that await a saga, and how often it has tried each step. */
export class FaultPlan {
  #faults: readonly Fault[];
  readonly #tries = new Map<string, number>();

  constructor(faults: readonly Fault[] = []) {
    this.#faults = faults;
  }

  /** Begins another try of a step, crashes included. */
  begin(step: string): void {
    this.#tries.set(step, this.tries(step) + 1);
  }

  /** Every step that was tried, in order. */
  get tried(): readonly string[] {
    return [...this.#tries.keys()];
  }

  /** How often a step was tried. */
  tries(step: string): number {
    return this.#tries.get(step) ?? 0;
  }

  /** From now on nothing goes wrong. */
  lift(): void {
    this.#faults = [];
  }

  /** What befalls that effect in the try that was begun. */
  ofEffect(step: string, place: number): EffectFault | null {
    for (const { kind, effect } of this.#now(step))
      if (!isCrash(kind) && (effect === null || effect === place)) return kind;
    return null;
  }

  /** What befalls the saga after that try. */
  ofSaga(step: string): Crash | null {
    for (const { kind } of this.#now(step)) if (isCrash(kind)) return kind;
    return null;
  }

  #now(step: string): readonly Fault[] {
    const tries = this.tries(step);
    return this.#faults.filter(
      (one) => one.step === step && tries >= one.from && tries < one.from + one.times,
    );
  }
}
