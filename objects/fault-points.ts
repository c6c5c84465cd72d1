/** Which way a crash goes: the last commit is lost, or it is durable and only the answer is lost. */
export type CrashKind = 'commit_lost' | 'answer_lost';

/** A named place where a test may crash an object. */
export interface FaultPoint {
  /** Type of the object, for example `order`. */
  readonly object: string;
  /** Where in its work, for example `committed`. */
  readonly point: string;
}

interface ArmedFault extends FaultPoint {
  readonly kind: CrashKind;
  /** Passes that go through before the crash. */
  skip: number;
}

let armed: ArmedFault | null = null;
let recorder: ((point: FaultPoint) => void) | null = null;

/** Arms one crash; it happens once. Only tests call this: nothing in a deployed Worker can reach it. */
export const armFault = (fault: FaultPoint & { readonly kind: CrashKind; readonly skip?: number }): void => {
  armed = { ...fault, skip: fault.skip ?? 0 };
};

/** Disarms; answers whether a crash was still waiting. */
export const disarmFault = (): boolean => {
  const waiting = armed !== null;
  armed = null;
  return waiting;
};

/** Reports each fault point that is passed, so that a test can visit all of them; null stops it. */
export const recordFaultPoints = (listener: ((point: FaultPoint) => void) | null): void => {
  recorder = listener;
};

const never = new Promise<never>(() => undefined);

const crash = async (ctx: DurableObjectState, fault: ArmedFault): Promise<never> => {
  if (fault.kind === 'answer_lost') await ctx.storage.sync();
  ctx.abort(`fault injected at ${fault.object}.${fault.point}`);
  return never;
};

/** A place where an object may crash: undefined, at no cost, unless a test armed a fault here; then await it, it never returns. */
export const faultPoint = (
  ctx: DurableObjectState,
  object: string,
  point: string,
): Promise<never> | undefined => {
  recorder?.({ object, point });
  if (armed === null || armed.object !== object || armed.point !== point) return undefined;
  if (armed.skip-- > 0) return undefined;
  const fault = armed;
  armed = null;
  return crash(ctx, fault);
};
