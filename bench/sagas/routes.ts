import type { UserAccountCommand } from '../../src/domains/user-account/commands.ts';
import { issueAccessToken } from '../../src/http/access-token.ts';
import type { Env } from '../../src/platform/env.ts';
import { sha256 } from '../../src/platform/hash.ts';
import type { RawFloor } from '../worker.ts';
import { give, REGION } from './commands.ts';
import { linkMoreAccounts } from './more-accounts.ts';
import type { Seat } from './report.ts';
import { orderLog, sagasOf, writesOf } from './reports.ts';
import { alarmsSoFar, endedSagas, forgetCalls } from './tally.ts';

/** The product's bindings, and the raw floor beside them. */
export interface BenchEnv extends Env {
  readonly RAW_FLOOR: DurableObjectNamespace<RawFloor>;
}

const ANY_EVENT = JSON.stringify({ bench: 'x'.repeat(640) });

const insert = (env: BenchEnv, name: string): Promise<number> =>
  env.RAW_FLOOR.getByName(name, { locationHint: REGION }).append(crypto.randomUUID(), ANY_EVENT);

/** Durable inserts one after the other, the first of them in new objects. */
const floorFlow = async (env: BenchEnv, newObjects: number, inserts: number): Promise<void> => {
  const names = Array.from({ length: newObjects }, () => crypto.randomUUID());
  for (let n = 0; n < inserts; n++) await insert(env, names[n % newObjects] ?? '');
};

/** A user without a password: signing up would measure scrypt. */
const seat = async (env: Env): Promise<Seat> => {
  const userId = crypto.randomUUID();
  const command: UserAccountCommand = {
    type: 'CreateUserAccountCommand',
    username: 'sealed:bench',
    email: 'sealed:bench@example.test',
    usernameDigest: sha256(`username:${userId}`),
    emailDigest: sha256(`email:${userId}`),
  };
  await give({ env, userId, region: REGION }, 'user_account', userId, command);
  const sessionId = crypto.randomUUID();
  const token = { userId, username: 'bench', role: 'user' as const, sessionId, region: REGION };
  return { userId, token: await issueAccessToken(env, token) };
};

const ofUser = async (env: Env, userId: string, what: string, key: string): Promise<unknown> => {
  switch (what) {
    case 'ended':
      return endedSagas(userId);
    case 'sagas':
      return sagasOf(env, userId);
    case 'writes':
      return writesOf(env, userId);
    case 'order':
      return orderLog(env, userId, key);
    case 'forget':
      forgetCalls(userId);
      return null;
    case 'accounts':
      await linkMoreAccounts({ env, userId, region: REGION }, Number(key));
      return null;
    default:
      throw new Error(`nothing of a user is called ${what}`);
  }
};

/**
 * Answers the bench's own requests: `/bench/seat`, `/ended`, `/alarms`, `/floor/{name}`, `/floor-flow/{newObjects}/{inserts}`, and
 * `/of/{userId}/{what}/{key}` on a user.
 */
export const benchAnswer = async (request: Request, env: BenchEnv): Promise<Response> => {
  const { pathname } = new URL(request.url);
  const [, , asked = '', whose = '', what = '', key = ''] = pathname.split('/');
  switch (asked) {
    case 'seat':
      return Response.json(await seat(env));
    case 'ended':
      return Response.json(endedSagas(null));
    case 'alarms':
      return Response.json(alarmsSoFar());
    case 'floor':
      return Response.json(await insert(env, whose));
    case 'floor-flow':
      await floorFlow(env, Number(whose), Number(what));
      return Response.json(null);
    default:
      return Response.json(await ofUser(env, whose, what, key));
  }
};
