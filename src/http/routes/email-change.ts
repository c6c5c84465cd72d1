import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { instant } from '../../core/instant.ts';
import { emailSchema } from '../../domains/user-account/credentials.ts';
import type { UserAccountState } from '../../domains/user-account/user-account.ts';
import type { Env } from '../../platform/env.ts';
import { keyStub } from '../../platform/stubs.ts';
import { jsonBody } from '../body.ts';
import { requestIdentity } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { lookupDigest } from '../lookup.ts';
import { Problem } from '../problem.ts';
import { accountOf, giveToAccount, provePassword, resourceOf, vaultOf } from '../user-account.ts';

/** A claim lasts 60 s; this much of it may pass until the change is decided. */
const CLAIM_USABLE_MS = 45_000;

const requestBody = z.strictObject({ newEmail: emailSchema, password: z.string().min(1).max(128) });
const confirmBody = z.strictObject({
  token: z.string().regex(/^[0-9a-f]{64}$/, 'is not a confirmation token'),
});

/** What proves that somebody reads mail at the new address: bound to user, address and request, and never stored. */
const confirmationToken = (env: Env, userId: string, emailDigest: string, requestId: string): string =>
  lookupDigest(env, 'email_confirmation', `${userId}:${emailDigest}:${requestId}`);

const sameText = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b));

const taken = () => {
  const detail = 'this e-mail address is registered already';
  return new Problem(409, 'email_taken', detail, { errors: [{ field: 'newEmail', detail }] });
};

/** Holds the address while `work` goes on, and gives it back when that fails. */
const withClaim = async <T>(
  context: HttpContext,
  emailDigest: string,
  commandId: string,
  work: () => Promise<T>,
): Promise<T> => {
  const { userId, region } = context.get('token');
  const key = keyStub(context.env, 'email', emailDigest);
  if ((await key.claim({ userId, region }, commandId)) === 'taken') throw taken();
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) await key.release({ userId, region }, commandId);
    throw error;
  }
};

/** The open request a token confirms, or the one it has confirmed already. */
const requestOf = (env: Env, userId: string, doc: UserAccountState, token: string) => {
  const { pendingEmail, emailRequestId, emailDigest } = doc;
  const requests = [
    ...(pendingEmail ? [pendingEmail] : []),
    ...(emailRequestId === null ? [] : [{ requestId: emailRequestId, emailDigest }]),
  ];
  return requests.find((request) =>
    sameText(token, confirmationToken(env, userId, request.emailDigest, request.requestId)),
  );
};

/**
 * Changing the e-mail address: asked for with the password, taken over when it was confirmed from the new address (UA-U5). Nothing
 * sends mail yet; until then only a development deployment hands out confirmations.
 */
export const emailChangeRoutes = new Hono<HttpEnv>()
  .post('/', async (context) => {
    const { newEmail, password } = await jsonBody(context, requestBody);
    const { userId, sessionId } = context.get('token');
    const newEmailDigest = lookupDigest(context.env, 'email', newEmail);
    const asked = [newEmailDigest, lookupDigest(context.env, 'password', password)];
    const identity = requestIdentity(context, { userId, route: 'request-email-change', body: asked });
    await accountOf(context);
    await provePassword(context, identity, password);
    const { state } = await withClaim(context, newEmailDigest, identity.commandId, async () => {
      const sealed = await vaultOf(context).seal({ newEmail });
      return giveToAccount(context, identity, {
        type: 'RequestEmailChangeCommand',
        newEmail: sealed['newEmail'] ?? '',
        newEmailDigest,
        sessionId,
        reauthenticated: true,
      });
    });
    const pending = state?.pendingEmail;
    const reveals = context.env.EXPOSE_CONFIRMATION_TOKENS === 'true';
    const token =
      pending && reveals
        ? { confirmationToken: confirmationToken(context.env, userId, newEmailDigest, pending.requestId) }
        : {};
    return context.json({ pendingEmail: newEmail, expiresAt: pending?.expiresAt ?? null, ...token }, 202);
  })
  .post('/confirm', async (context) => {
    const { token } = await jsonBody(context, confirmBody);
    const { userId, sessionId } = context.get('token');
    const identity = requestIdentity(context, { userId, route: 'confirm-email-change', body: token });
    const { doc } = await accountOf(context);
    const request = requestOf(context.env, userId, doc, token);
    if (!request) {
      const detail = 'this confirmation belongs to no open request';
      throw new Problem(422, 'confirmation_invalid', detail, { errors: [{ field: 'token', detail }] });
    }
    const { requestId, emailDigest: newEmailDigest } = request;
    // Taken before the claim is asked for, so that the claim surely outlives it.
    const claimedUntil = instant(Date.now() + CLAIM_USABLE_MS);
    await withClaim(context, newEmailDigest, identity.commandId, () =>
      giveToAccount(context, identity, {
        type: 'ChangeEmailCommand',
        requestId,
        newEmailDigest,
        claimedUntil,
        sessionId,
      }),
    );
    return context.json(await resourceOf(context, await accountOf(context)));
  });
