import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Env } from '../platform/env.ts';
import { REGIONS } from '../platform/regions.ts';

/** Life of an access token in seconds (rule UA-R4). */
export const ACCESS_TOKEN_SECONDS = 900;

const ISSUER = 'tradecore';
const ALGORITHM = 'HS256';
const LEEWAY_SECONDS = 30;

const claimsSchema = z.object({
  sub: z.uuid(),
  username: z.string(),
  role: z.enum(['user']),
  session_id: z.uuid(),
  region: z.enum(REGIONS),
});

/** Who a verified token speaks for, and where that user's objects live. */
export interface AccessToken {
  readonly userId: string;
  readonly username: string;
  readonly role: 'user';
  readonly sessionId: string;
  readonly region: string;
}

const secret = (env: Env): Uint8Array => {
  if (!env.JWT_SECRET || env.JWT_SECRET.length < 32)
    throw new Error('JWT_SECRET must have at least 32 bytes');
  return new TextEncoder().encode(env.JWT_SECRET);
};

/** Signs an access token that lives 15 minutes. */
export const issueAccessToken = (env: Env, token: AccessToken): Promise<string> =>
  new SignJWT({
    username: token.username,
    role: token.role,
    session_id: token.sessionId,
    region: token.region,
  })
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(token.userId)
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
    .sign(secret(env));

/** Who the token speaks for; null when it is missing a claim, forged, or past its time. */
export const verifyAccessToken = async (env: Env, jwt: string): Promise<AccessToken | null> => {
  const key = secret(env);
  try {
    const options = {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: ISSUER,
      requiredClaims: ['exp'],
      clockTolerance: LEEWAY_SECONDS,
    };
    const { payload } = await jwtVerify(jwt, key, options);
    const claims = claimsSchema.parse(payload);
    const { sub: userId, session_id: sessionId, username, role, region } = claims;
    return { userId, username, role, sessionId, region };
  } catch {
    return null;
  }
};
