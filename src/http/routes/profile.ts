import { type Context, Hono } from 'hono';
import { deleteCookie } from 'hono/cookie';
import { z } from 'zod';
import { instant } from '../../core/instant.ts';
import { newPasswordSchema, personNameSchema } from '../../domains/user-account/credentials.ts';
import { isLocked, isSessionOpen } from '../../domains/user-account/state.ts';
import { LIVE_EXPOSURE_CHOICES, preferencesSchema, reasonCode } from '../../domains/user-account/values.ts';
import { jsonBody } from '../body.ts';
import { etag, operationOf, type RequestIdentity, requestIdentity } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { openLiveExposure } from '../live-exposure.ts';
import { lookupDigest } from '../lookup.ts';
import { requireUser } from '../middleware.ts';
import { Problem } from '../problem.ts';
import {
  accountOf,
  giveToAccount,
  provePassword,
  refuseWrongPassword,
  resourceOf,
  vaultOf,
} from '../user-account.ts';
import { resourceAnswer } from '../views.ts';
import { emailChangeRoutes } from './email-change.ts';

const password = z.string().min(1).max(128);

const profileBody = z.strictObject({
  firstName: personNameSchema.optional(),
  lastName: personNameSchema.optional(),
});
const isTimeZone = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const preferencesBody = z.strictObject({
  ...preferencesSchema.shape,
  timeZone: preferencesSchema.shape.timeZone.refine(isTimeZone, 'is not a known time zone'),
});
const defaultAccountBody = z.strictObject({ accountId: z.uuid() });
const passwordBody = z.strictObject({ currentPassword: password, newPassword: newPasswordSchema });
const deletionBody = z.strictObject({
  password,
  reason: reasonCode().default('user_request'),
  confirm: z.enum(LIVE_EXPOSURE_CHOICES).optional(),
});

/** Who asks for what; the request stands in its hash as an HMAC, because a hash of a name or password could be guessed. */
const identify = (context: HttpContext, route: string, body: unknown): RequestIdentity => {
  const asked = lookupDigest(context.env, 'request', JSON.stringify(body));
  return requestIdentity(context, { userId: context.get('token').userId, route, body: asked });
};

/** The profile as it is after a change. */
const answer = async (context: Context<HttpEnv>): Promise<Response> => {
  const row = await accountOf(context);
  context.header('etag', etag(row.version));
  return context.json(await resourceOf(context, row));
};

/** The caller's own account. */
export const profileRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .get('/', async (context) => {
    const row = await accountOf(context);
    return resourceAnswer(context, row.version, await resourceOf(context, row));
  })
  .patch('/', async (context) => {
    const body = await jsonBody(context, profileBody);
    const identity = identify(context, 'update-profile', body);
    const present = await resourceOf(context, await accountOf(context));
    // Sealing the same name again makes another text: only what differs is a change.
    const changed = (['firstName', 'lastName'] as const).filter(
      (field) => body[field] !== undefined && body[field] !== present[field],
    );
    const texts = changed.flatMap((field) => {
      const text = body[field];
      return typeof text === 'string' ? [[field, text] as const] : [];
    });
    const sealed = await vaultOf(context).seal(Object.fromEntries(texts));
    const names = Object.fromEntries(changed.map((field) => [field, sealed[field] ?? null]));
    await giveToAccount(context, identity, { type: 'UpdateUserCommand', ...names });
    return answer(context);
  })
  .put('/preferences', async (context) => {
    const body = await jsonBody(context, preferencesBody);
    const identity = identify(context, 'set-preferences', body);
    await giveToAccount(context, identity, { type: 'SetPreferencesCommand', ...body });
    return answer(context);
  })
  .put('/default-account', async (context) => {
    const body = await jsonBody(context, defaultAccountBody);
    const identity = identify(context, 'choose-default-account', body);
    await giveToAccount(context, identity, { type: 'ChooseDefaultAccountCommand', ...body });
    return answer(context);
  })
  .route('/email', emailChangeRoutes)
  .post('/password', async (context) => {
    const body = await jsonBody(context, passwordBody);
    const identity = identify(context, 'change-password', body);
    const { doc } = await accountOf(context);
    const { sessionId } = context.get('token');
    if (isLocked(doc, instant(Date.now())))
      throw new Problem(403, 'reauthentication_failed', 'the password was not confirmed');
    // An ended session leaves the vault alone: either this is a repeat, or the account refuses it.
    if (isSessionOpen(doc, sessionId)) {
      const changed = await vaultOf(context).changePassword(body.currentPassword, body.newPassword);
      if (changed === 'wrong_password') await refuseWrongPassword(context, identity);
    }
    await giveToAccount(context, identity, { type: 'ChangePasswordCommand', sessionId });
    return context.body(null, 204);
  })
  .post('/logout', async (context) => {
    const { sessionId } = context.get('token');
    const identity = identify(context, 'logout', sessionId);
    // Nobody is kept from leaving: where the account takes no commands any more, its sessions have ended already.
    await giveToAccount(context, identity, { type: 'LogoutUserCommand', sessionId }).catch((error) => {
      if (!(error instanceof Problem)) throw error;
    });
    deleteCookie(context, 'access_token', { path: '/wse' });
    return context.body(null, 204);
  })
  .delete('/', async (context) => {
    const body = await jsonBody(context, deletionBody);
    const identity = identify(context, 'delete-account', body);
    await accountOf(context);
    await provePassword(context, identity, body.password);
    const result = await giveToAccount(context, identity, {
      type: 'DeleteUserAccountCommand',
      reason: body.reason,
      ...(await openLiveExposure(context)),
      liveExposure: body.confirm ?? null,
      sessionId: context.get('token').sessionId,
      reauthenticated: true,
    });
    return context.json({ status: 'deletion_pending', ...operationOf(identity, result) }, 202);
  });
