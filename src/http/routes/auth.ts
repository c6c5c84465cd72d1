import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { z } from 'zod';
import { tookEffect } from '../../core/command.ts';
import { emailSchema, newPasswordSchema, usernameSchema } from '../../domains/user-account/credentials.ts';
import { isSessionOpen } from '../../domains/user-account/state.ts';
import type { UserAccountCommand, UserAccountState } from '../../domains/user-account/user-account.ts';
import type { Env } from '../../platform/env.ts';
import { idOf } from '../../platform/hash.ts';
import { verifyPassword } from '../../platform/password.ts';
import { REGIONS, regionOfContinent } from '../../platform/regions.ts';
import type { KeyOwner } from '../../platform/rpc.ts';
import { aggregateStub, keyStub, vaultStub } from '../../platform/stubs.ts';
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from '../access-token.ts';
import { jsonBody } from '../body.ts';
import { accepted, type RequestIdentity, requestIdentity } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { ipDigestOf, lookupDigest } from '../lookup.ts';
import { Problem } from '../problem.ts';

const registerBody = z.strictObject({
  username: usernameSchema,
  email: emailSchema,
  password: newPasswordSchema,
  region: z.enum(REGIONS).optional(),
});

const loginBody = z.strictObject({
  username: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(128),
});

const invalidCredentials = () => new Problem(401, 'invalid_credentials', 'username or password is wrong');

const accountStub = (env: Env, { userId, region }: KeyOwner) =>
  aggregateStub(env, { type: 'user_account', userId, key: userId }, region);

const accountNow = async (env: Env, owner: KeyOwner): Promise<UserAccountState | null> =>
  ((await accountStub(env, owner).read())?.state as UserAccountState | undefined) ?? null;

const give = (
  context: HttpContext,
  owner: KeyOwner,
  identity: RequestIdentity,
  command: UserAccountCommand,
) =>
  accountStub(context.env, owner).execute({
    ...identity,
    command,
    ...owner,
    correlationId: context.get('requestId'),
    causationId: null,
    sagaId: null,
    actor: { kind: 'user', id: owner.userId },
    returnState: true,
  });

/** Claims both names, or answers which one somebody else has; what was claimed before the refusal is given back. */
const claimNames = async (
  env: Env,
  owner: KeyOwner,
  commandId: string,
  { emailDigest, usernameDigest }: { readonly emailDigest: string; readonly usernameDigest: string },
) => {
  const email = keyStub(env, 'email', emailDigest);
  const username = keyStub(env, 'username', usernameDigest);
  if ((await email.claim(owner, commandId)) === 'taken')
    throw taken('email', 'this e-mail address is registered already');
  if ((await username.claim(owner, commandId)) === 'taken') {
    await email.release(owner, commandId);
    throw taken('username', 'this username is taken');
  }
};

const taken = (field: string, detail: string) =>
  new Problem(409, `${field}_taken`, detail, { errors: [{ field, detail }] });

/** Registration and sign-in. */
export const authRoutes = new Hono<HttpEnv>()
  .post('/register', async (context) => {
    const { username, email, password, region: wish } = await jsonBody(context, registerBody);
    const region = wish ?? regionOfContinent(context.req.raw.cf?.['continent']);
    const emailDigest = lookupDigest(context.env, 'email', email);
    const usernameDigest = lookupDigest(context.env, 'username', username);
    // An HMAC, not a hash: what identifies the request must not help to guess the password.
    const asked = {
      username,
      email,
      password: lookupDigest(context.env, 'password', password),
      region: wish ?? null,
    };
    // Nobody is signed in, so the names tell whose Idempotency-Key it is: strangers may use the same one.
    const scope = `${emailDigest}:${usernameDigest}`;
    const identity = requestIdentity(context, { userId: scope, route: 'register', body: asked });
    const owner = { userId: idOf('user', identity.commandId), region };
    if (identity.remember && (await accountNow(context.env, owner))?.status === 'deleted')
      throw new Problem(409, 'user_deleted', 'the user of this Idempotency-Key was deleted: use another key');
    await claimNames(context.env, owner, identity.commandId, { emailDigest, usernameDigest });
    const vault = vaultStub(context.env, owner.userId, region);
    const sealed = await vault.enroll({ password, personal: { username, email } });
    const command: UserAccountCommand = {
      type: 'CreateUserAccountCommand',
      username: sealed['username'] ?? '',
      email: sealed['email'] ?? '',
      usernameDigest,
      emailDigest,
    };
    accepted(await give(context, owner, identity, command));
    return context.json({ userId: owner.userId, username, email, role: 'user', region }, 201);
  })
  .post('/login', async (context) => {
    const { username: name, password } = await jsonBody(context, loginBody);
    const kind = name.includes('@') ? 'email' : 'username';
    const nameDigest = lookupDigest(context.env, kind, name);
    const ipDigest = ipDigestOf(context);
    const owner = await keyStub(context.env, kind, nameDigest).owner();
    if (!owner) {
      // An unknown name takes as long as a wrong password.
      await verifyPassword(password, null);
      throw invalidCredentials();
    }
    const identity = requestIdentity(context, { userId: owner.userId, route: 'login', body: nameDigest });
    if (!(await vaultStub(context.env, owner.userId, owner.region).verifyPassword(password))) {
      // Every failure counts, also under an Idempotency-Key that was used before.
      const failure = { ...identity, commandId: crypto.randomUUID(), remember: false };
      await give(context, owner, failure, { type: 'RecordLoginFailureCommand', ipDigest });
      throw invalidCredentials();
    }
    const sessionId = idOf('session', identity.commandId);
    const result = await give(context, owner, identity, {
      type: 'AuthenticateUserCommand',
      sessionId,
      nameDigest,
      ipDigest,
    });
    if (!tookEffect(result)) throw invalidCredentials();
    // A repeat is told how it went then; meanwhile the session may have been ended and its user suspended.
    const now = result.kind === 'duplicate' ? await accountNow(context.env, owner) : null;
    if (now && !isSessionOpen(now, sessionId)) throw invalidCredentials();
    const { username: sealed, role } = result.state as UserAccountState;
    const { username } = await vaultStub(context.env, owner.userId, owner.region).unseal({
      username: sealed,
    });
    const token = { ...owner, username: username ?? '', role, sessionId };
    const accessToken = await issueAccessToken(context.env, token);
    setCookie(context, 'access_token', accessToken, {
      path: '/wse',
      httpOnly: true,
      sameSite: 'Lax',
      secure: new URL(context.req.url).protocol === 'https:',
      maxAge: ACCESS_TOKEN_SECONDS,
    });
    return context.json({
      accessToken,
      tokenType: 'Bearer',
      expiresIn: ACCESS_TOKEN_SECONDS,
      userId: owner.userId,
    });
  });
