import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { CommandAccepted } from '../core/command.ts';
import type { ViewRow } from '../core/view.ts';
import type { UserAccountCommand, UserAccountState } from '../domains/user-account/user-account.ts';
import { sealedFields, userResource } from '../domains/user-account/view.ts';
import { aggregateStub, vaultStub } from '../platform/stubs.ts';
import { accepted, type RequestIdentity, userCommand } from './commands.ts';
import type { HttpContext } from './context.ts';
import { ipDigestOf } from './lookup.ts';
import { Problem } from './problem.ts';
import { notFound } from './views.ts';

/** Refusals that say who somebody is or is not, rather than that a rule was broken. */
const STATUS_OF: Readonly<Record<string, ContentfulStatusCode>> = {
  session_ended: 401,
  reauthentication_failed: 403,
};

const REAUTHENTICATION_FAILED = 'the password was not confirmed';

const stubOf = (context: HttpContext) => {
  const { userId, region } = context.get('token');
  return aggregateStub(context.env, { type: 'user_account', userId, key: userId }, region);
};

/** The caller's vault. */
export const vaultOf = (context: HttpContext) => {
  const { userId, region } = context.get('token');
  return vaultStub(context.env, userId, region);
};

/** The caller's account as it is now, from its own object: whoever changed it a moment ago sees the change. 404 after its deletion. */
export const accountOf = async (context: HttpContext): Promise<ViewRow<UserAccountState>> => {
  const snapshot = await stubOf(context).read();
  const state = snapshot?.state as UserAccountState | undefined;
  if (!snapshot || !state || state.status === 'deleted' || state.updatedAt === null) throw notFound('user');
  return {
    id: context.get('token').userId,
    version: snapshot.version,
    updatedAt: state.updatedAt,
    doc: state,
  };
};

/** The account as its user sees it: personal fields unsealed. */
export const resourceOf = async (context: HttpContext, row: ViewRow<UserAccountState>) =>
  userResource(row, await vaultOf(context).unseal(sealedFields(row.doc)));

/** Gives a command to the caller's account; a refusal becomes its problem. */
export const giveToAccount = async (
  context: HttpContext,
  identity: RequestIdentity,
  command: UserAccountCommand,
): Promise<CommandAccepted<UserAccountState>> => {
  const result = await stubOf(context).execute(userCommand(context, identity, command));
  const status = result.kind === 'rejected' ? STATUS_OF[result.rejection.code] : undefined;
  if (result.kind === 'rejected' && status !== undefined)
    throw new Problem(status, result.rejection.code, result.rejection.detail);
  return accepted(result) as CommandAccepted<UserAccountState>;
};

/** Answers that the password was wrong, after counting it like a failed sign-in: a stolen session must not try passwords. */
export const refuseWrongPassword = async (
  context: HttpContext,
  identity: RequestIdentity,
): Promise<never> => {
  const command: UserAccountCommand = {
    type: 'RecordLoginFailureCommand',
    ipDigest: ipDigestOf(context),
  };
  // Every failure counts, also under an Idempotency-Key that was used before.
  const failure = { ...identity, commandId: crypto.randomUUID(), remember: false };
  const { expectedVersion: _, ...envelope } = userCommand(context, failure, command);
  await stubOf(context).execute(envelope);
  throw new Problem(403, 'reauthentication_failed', REAUTHENTICATION_FAILED);
};

/** Lets only those pass who know the caller's password; the account itself still refuses an ended session and a lock. */
export const provePassword = async (
  context: HttpContext,
  identity: RequestIdentity,
  password: string,
): Promise<void> => {
  if (!(await vaultOf(context).verifyPassword(password))) await refuseWrongPassword(context, identity);
};
