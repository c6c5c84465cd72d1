/** Which way a crash goes: the last commit is lost, or it is durable and only the answer is lost. */
export type CrashKind = 'commit_lost' | 'answer_lost';

/** A named place where a test may crash an object. */
export interface FaultPoint {
  /** Type of the object, for example `order`. */
  readonly object: string;
  /** Where in its work, for example `committed`. */
  readonly point: string;
}

/** A crash that a test wants; it happens once. */
export interface Fault extends FaultPoint {
  readonly kind: CrashKind;
  /** Passes that go through before the crash; none when left out. */
  readonly skip?: number;
  /** Whether it concerns the object of this name; any when left out. */
  readonly concerns?: (objectName: string) => boolean;
}

interface ArmedFault {
  readonly fault: Fault;
  skip: number;
}

let armed: readonly ArmedFault[] = [];
let recorder: ((point: FaultPoint, objectName: string) => void) | null = null;

/** Arms a crash; answers how to disarm it, which tells whether it was still waiting. Only tests call this: nothing in a deployed Worker can reach it. */
export const armFault = (fault: Fault): (() => boolean) => {
  const entry = { fault, skip: fault.skip ?? 0 };
  armed = [...armed, entry];
  return () => {
    const waiting = armed.includes(entry);
    armed = armed.filter((other) => other !== entry);
    return waiting;
  };
};

/** Reports each fault point that is passed and the object's name, so that a test can visit all of them; null stops it. */
export const recordFaultPoints = (
  listener: ((point: FaultPoint, objectName: string) => void) | null,
): void => {
  recorder = listener;
};

const never = new Promise<never>(() => undefined);

const crash = async (ctx: DurableObjectState, { kind, object, point }: Fault): Promise<never> => {
  if (kind === 'answer_lost') await ctx.storage.sync();
  ctx.abort(`fault injected at ${object}.${point}`);
  return never;
};

/** The first armed fault that is due here, disarmed; each that concerns this place counts the pass. */
const takeDue = (object: string, point: string, objectName: string): Fault | null => {
  let due: ArmedFault | null = null;
  for (const entry of armed) {
    const { fault } = entry;
    if (fault.object !== object || fault.point !== point || fault.concerns?.(objectName) === false) continue;
    if (entry.skip-- <= 0) due ??= entry;
  }
  armed = armed.filter((entry) => entry !== due);
  return due?.fault ?? null;
};

/** A place where an object may crash: undefined, at no cost, unless a test armed a fault here; then await it, it never returns. */
export const faultPoint = (
  ctx: DurableObjectState,
  object: string,
  point: string,
): Promise<never> | undefined => {
  recorder?.({ object, point }, ctx.id.name ?? '');
  if (armed.length === 0) return undefined;
  const fault = takeDue(object, point, ctx.id.name ?? '');
  return fault === null ? undefined : crash(ctx, fault);
};
