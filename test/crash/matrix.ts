import { expect } from 'vitest';
import { armFault, type CrashKind, type Fault } from '../../objects/fault-points.ts';
import { parseObjectName } from '../../src/platform/stubs.ts';
import { sagaDefinitions } from '../../src/sagas/catalog.ts';
import { differences } from './differences.ts';
import { quiet, settled, whatIsLeft } from './outcome.ts';
import { type Pass, passesFromNow, stopWatching, watch } from './witness.ts';

const KINDS: readonly CrashKind[] = ['commit_lost', 'answer_lost'];

/** Owner of what belongs to no user, such as the key of an e-mail address. */
const NOBODY = 'global';

/** A wait for what has come already shares the commit of the step before it: it is a place of its own in some runs only. */
const SHARED: ReadonlySet<string> = new Set(
  sagaDefinitions.flatMap(({ steps }) =>
    steps.flatMap((step) => ('awaits' in step ? [`journaled:${step.name}`] : [])),
  ),
);

/** A whole job. */
export interface Scenario<Subject extends { readonly userId: string }> {
  /** Brings a fresh user to where the job begins; nothing crashes here. */
  readonly begin: () => Promise<Subject>;
  /** Does the job like a careful client: it repeats what was not answered. What it answers must be the same in every run. */
  readonly act: (subject: Subject) => Promise<unknown>;
}

/** Where and how often a scenario is crashed. */
export interface CrashOptions {
  /** Types of objects to crash; all that the job speaks to when left out. */
  readonly objects?: readonly string[];
  /** Of several passes of one place, how many are crashed; the first when left out. */
  readonly passes?: number;
  /** How many users do the job side by side, each with a crash of their own; `1` also crashes what belongs to no user. */
  readonly atOnce?: number;
  /** Types of events of which it depends on who comes first whether they happen. */
  readonly racing?: readonly string[];
}

/** A place, and how many passes of it go through before the crash. */
export interface Place {
  readonly object: string;
  readonly point: string;
  readonly skip: number;
}

/** What came of crashing everywhere. */
export interface Crashes {
  /** The places that were crashed, in the order in which the undisturbed job first passes them. */
  readonly places: readonly Place[];
  /** What the undisturbed job answers and leaves behind. */
  readonly undisturbed: { readonly answer: unknown; readonly left: Awaited<ReturnType<typeof whatIsLeft>> };
}

const nameOf = ({ object, point, skip }: Place, kind: CrashKind): string =>
  `${object}.${point} #${skip + 1} ${kind}`;

const placesIn = (passes: readonly Pass[], { objects, passes: most = 1 }: CrashOptions): readonly Place[] => {
  const counts = new Map<string, number>();
  return passes.flatMap(({ object, point }) => {
    if (objects && !objects.includes(object)) return [];
    const skip = counts.get(`${object}.${point}`) ?? 0;
    counts.set(`${object}.${point}`, skip + 1);
    return skip < most ? [{ object, point, skip }] : [];
  });
};

const begun = async <Subject extends { readonly userId: string }>({
  begin,
}: Scenario<Subject>): Promise<Subject> => {
  const subject = await begin();
  await quiet(subject.userId);
  return subject;
};

const outcomeOf = async <Subject extends { readonly userId: string }>(
  { act }: Scenario<Subject>,
  subject: Subject,
  racing: ReadonlySet<string>,
): Promise<Crashes['undisturbed']> => {
  const answer = await act(subject);
  await settled(subject.userId);
  return { answer, left: await whatIsLeft(subject.userId, racing) };
};

const inWords = (error: unknown): string => {
  const { message, actual } = error as { message?: string; actual?: unknown };
  return Array.isArray(actual) ? actual.slice(0, 8).join('\n  ') : String(message);
};

/** Works off a list, so many at a time. */
const sideBySide = async <T>(
  tasks: readonly T[],
  atOnce: number,
  work: (task: T) => Promise<void>,
): Promise<void> => {
  const waiting = [...tasks];
  const lane = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await work(task);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
};

/**
 * Does the job undisturbed to learn which fault points it passes, then does it anew with a crash at each of them, once so that the last
 * commit is lost and once so that only its answer is. Every run must answer and leave behind what the undisturbed one does.
 */
export const crashEverywhere = async <Subject extends { readonly userId: string }>(
  scenario: Scenario<Subject>,
  options: CrashOptions = {},
): Promise<Crashes> => {
  const { atOnce = 12 } = options;
  const racing = new Set(options.racing);
  watch();
  try {
    const first = await begun(scenario);
    const passed = passesFromNow();
    const undisturbed = await outcomeOf(scenario, first, racing);
    const concerned = ({ by }: Pass) => by.userId === first.userId || (atOnce === 1 && by.userId === NOBODY);
    const places = placesIn(passed().filter(concerned), options);
    const again = await outcomeOf(scenario, await begun(scenario), racing);
    expect(differences(undisturbed, again), 'twice undisturbed').toEqual([]);

    const failures: { readonly name: string; readonly error: unknown }[] = [];
    const crashes = places.flatMap((place) => KINDS.map((kind) => ({ place, kind })));
    await sideBySide(crashes, atOnce, async ({ place, kind }) => {
      const name = nameOf(place, kind);
      try {
        const subject = await begun(scenario);
        const concerns: Fault['concerns'] = (objectName) =>
          atOnce === 1 || parseObjectName(objectName).userId === subject.userId;
        const disarm = armFault({ ...place, kind, concerns });
        const outcome = await outcomeOf(scenario, subject, racing).finally(() => {
          // Coalesced sends need not pass a place as often in every run; each place must be passed at least once.
          if (disarm() && place.skip === 0 && !SHARED.has(place.point))
            throw new Error('the crash never came, so it proves nothing');
        });
        expect(differences(undisturbed, outcome)).toEqual([]);
      } catch (error) {
        failures.push({ name, error });
        console.error(`${name}: ${inWords(error)}`);
      }
    });
    expect(failures.map(({ name }) => name)).toEqual([]);
    console.log(`${crashes.length} crashes survived`);
    return { places, undisturbed };
  } finally {
    stopWatching();
  }
};
