import { runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { armFault, type CrashKind, type FaultPoint, recordFaultPoints } from '../objects/fault-points.ts';
import { freshName, keyOf, mailOf, Person, signInBy } from './support/account.ts';
import type { Answer } from './support/client.ts';
import { bareStub } from './support/objects.ts';

type Place = FaultPoint & { readonly skip: number };

/** The way of a change, in order: claimed and asked for, claimed again and changed, confirmed, the old one given up, told. */
const PLACES: readonly Place[] = [
  { object: 'key', point: 'claimed', skip: 0 },
  { object: 'user_account', point: 'committed', skip: 0 },
  { object: 'key', point: 'claimed', skip: 1 },
  { object: 'user_account', point: 'committed', skip: 1 },
  { object: 'key', point: 'confirmed', skip: 0 },
  { object: 'user_account', point: 'key_confirmed', skip: 0 },
  { object: 'key', point: 'relinquished', skip: 0 },
  { object: 'user_account', point: 'delivered:keys', skip: 0 },
];
const KINDS: readonly CrashKind[] = ['commit_lost', 'answer_lost'];
const PATIENCE_MS = 10_000;

/** Repeats what a crash broke, like a careful client: same key, same request. */
const persist = async (work: () => Promise<Answer>): Promise<Answer> => {
  for (let attempt = 1; ; attempt++) {
    const answer = await work().catch(() => null);
    if (answer && answer.status < 500) return answer;
    if (attempt === 10) throw new Error(`still failing: ${JSON.stringify(answer?.body)}`);
  }
};

/** Until it holds; time that would pass until the watchdog is skipped by firing it. */
const until = async ({ userId }: Person, holds: () => Promise<boolean>): Promise<void> => {
  const account = bareStub({ type: 'user_account', userId, key: userId });
  const deadline = Date.now() + PATIENCE_MS;
  for (let round = 1; !(await holds().catch(() => false)); round++) {
    if (Date.now() > deadline) throw new Error('not settled');
    await scheduler.wait(5);
    if (round % 20 === 0) await runDurableObjectAlarm(account).catch(() => false);
  }
};

/** Registers somebody whose two names are confirmed and whose log has told all it has to tell. */
const settledPerson = async (): Promise<Person> => {
  const person = await Person.signUp();
  await until(person, async () => (await person.account.stats()).drained);
  return person;
};

/** Changes the address of somebody while something may crash, and tells what came of it. */
const change = async (person: Person) => {
  const [old, wished] = [mailOf(person.name), mailOf(freshName())];
  const asked = await persist(() => person.requestEmail(wished, 'request'));
  const token = await person.confirmation();
  const confirmed = await persist(() => person.confirmEmail(token, 'confirm'));
  await until(person, async () => {
    const [before, after] = [await keyOf(old), await keyOf(wished)];
    // At no time may somebody else take the old address while the new one is not safe.
    if (before.status === 'free') expect(after).toEqual({ status: 'confirmed', userId: person.userId });
    return before.status === 'free' && (await person.account.stats()).drained;
  });
  return {
    statuses: [asked.status, confirmed.status],
    keys: [(await keyOf(old)).status, (await keyOf(wished)).status],
    mine: (await keyOf(wished)).userId === person.userId,
    events: await person.eventTypes(),
    signIns: [(await signInBy(wished)).status, (await signInBy(old)).status],
    parked: (await person.account.stats()).parked,
  };
};

const WHOLE = {
  statuses: [202, 200],
  keys: ['free', 'confirmed'],
  mine: true,
  events: ['UserCreatedEvent', 'UserLoggedIn', 'UserEmailChangeRequestedEvent', 'UserEmailChanged'],
  signIns: [200, 401],
  parked: [],
};

describe('a crash on the way to another e-mail address', () => {
  afterEach(() => recordFaultPoints(null));

  it('can happen at these places, in this order', async () => {
    const person = await settledPerson();
    const passed: string[] = [];
    const steps = new Set(PLACES.map(({ object, point }) => `${object}.${point}`));
    let isOver = false;
    recordFaultPoints(({ object, point }) => {
      const name = `${object}.${point}`;
      if (!isOver && steps.has(name)) passed.push(name);
      isOver ||= name === 'user_account.delivered:keys';
    });
    expect(await change(person)).toEqual(WHOLE);
    expect(passed).toEqual(PLACES.map(({ object, point }) => `${object}.${point}`));
  });

  const crashes = PLACES.flatMap((place) => KINDS.map((kind) => [place, kind] as const));
  it.each(crashes)('%j, %s: ends like any other', async (place, kind) => {
    const person = await settledPerson();
    const disarm = armFault({ ...place, kind });
    let isWaiting = true;
    const changed = await change(person).finally(() => {
      isWaiting = disarm();
    });
    expect(changed).toEqual(WHOLE);
    expect(isWaiting, 'a crash that never came proves nothing').toBe(false);
  });
});
