import type { z } from 'zod';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import { userAccountEvents } from '../../src/domains/user-account/events.ts';
import type { Env } from '../../src/platform/env.ts';
import { keyStub } from '../../src/platform/stubs.ts';
import type { Destination } from '../aggregate/destination.ts';

const { UserCreatedEvent, UserEmailChanged, UserDeletionCompleted } = userAccountEvents;
const CREATED = UserCreatedEvent.type;
const EMAIL_CHANGED = UserEmailChanged.type;
const DELETED = UserDeletionCompleted.type;
const WANTED: ReadonlySet<string> = new Set([CREATED, EMAIL_CHANGED, DELETED]);

/** What the destination must know of the account whose log it serves. */
export interface KeyHolder {
  /** Whether the account has this name now. */
  readonly holds: (kind: string, digest: string) => boolean;
  /** A place where a test may crash: a new e-mail is confirmed, the old one not yet given up. */
  readonly confirmed: () => Promise<never> | undefined;
}

/**
 * Tells the unique keys whose they are: the claims of a new user become permanent, a new e-mail is confirmed before the old one
 * is given up, and a deleted user gives up all.
 */
export const keyConfirmationDestination = (env: Env, holder: KeyHolder): Destination => ({
  name: 'keys',
  coalesceMs: 0,
  wants: (eventType) => WANTED.has(eventType),
  deliver: async (range) => {
    const refused: { version: number; reason: string }[] = [];
    for (const event of JSON.parse(range.events) as EventEnvelope[]) {
      if (!WANTED.has(event.eventType)) continue;
      const taken = await settle(env, holder, event);
      if (taken)
        refused.push({ version: event.aggregateVersion, reason: `somebody else holds the ${taken}` });
    }
    return { have: range.toVersion, refused };
  },
});

/** Settles the keys of one event; answers which name of the user somebody else has, which only a claim that ran out allows. */
const settle = async (env: Env, holder: KeyHolder, event: EventEnvelope): Promise<string | null> => {
  const { userId, region, aggregateVersion: version, commandId } = event;
  const owner = { userId, region };
  const confirm = async (kind: string, digest: string): Promise<string | null> => {
    const answer = await keyStub(env, kind, digest).confirm(owner, { commandId, version });
    // An event that is told again may speak of a name which the account has given up since.
    return answer === 'taken' && holder.holds(kind, digest) ? kind : null;
  };
  const relinquish = (kind: string, digest: string) => keyStub(env, kind, digest).relinquish(owner, version);

  if (event.eventType === CREATED) {
    const { emailDigest, usernameDigest } = event.data as z.infer<typeof UserCreatedEvent.schema>;
    const [email, username] = await Promise.all([
      confirm('email', emailDigest),
      confirm('username', usernameDigest),
    ]);
    return email ?? username;
  }
  if (event.eventType === EMAIL_CHANGED) {
    const { oldEmailDigest, newEmailDigest } = event.data as z.infer<typeof UserEmailChanged.schema>;
    const taken = await confirm('email', newEmailDigest);
    if (taken) return taken;
    const crash = holder.confirmed();
    if (crash) await crash;
    await relinquish('email', oldEmailDigest);
    return null;
  }
  const { emailDigest, usernameDigest } = event.data as z.infer<typeof UserDeletionCompleted.schema>;
  await Promise.all([relinquish('email', emailDigest), relinquish('username', usernameDigest)]);
  return null;
};
