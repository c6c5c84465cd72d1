import { z } from 'zod';
import { type Owner, ownStub } from '../facts/owner.ts';
import type { AggregateSnapshot } from '../platform/rpc.ts';
import type { HttpContext } from './context.ts';
import { notFound } from './views.ts';

/** The caller as the owner of objects. */
export const callerOf = (context: HttpContext): Owner => {
  const { userId, region } = context.get('token');
  return { env: context.env, userId, region };
};

/** What a path may name: how it is stored, and what it is called in a refusal. */
export interface Kind {
  readonly type: string;
  readonly noun: string;
}

/**
 * The caller's thing that a path names, as it is now, asked before a command is given: one under an Idempotency-Key would leave its
 * outcome at an id that does not exist. 404 when there is none.
 */
export const existing = async <State>(
  context: HttpContext,
  { type, noun }: Kind,
  id: string,
): Promise<AggregateSnapshot<State>> => {
  const named = z.uuid().safeParse(id).success;
  const snapshot = named ? await ownStub(callerOf(context), type, id).read() : null;
  if (snapshot === null) throw notFound(noun);
  return snapshot as AggregateSnapshot<State>;
};
