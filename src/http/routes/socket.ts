import { getCookie } from 'hono/cookie';
import { hubStub } from '../../platform/stubs.ts';
import { errorFrame } from '../../realtime/frames.ts';
import { verifyAccessToken } from '../access-token.ts';
import type { HttpContext } from '../context.ts';
import { bearerToken } from '../middleware.ts';
import { Problem } from '../problem.ts';

const CLOSE_UNAUTHENTICATED = 4401;
const ABSENT_COOKIES: ReadonlySet<string> = new Set(['', 'undefined', 'null']);

/** A refused socket is opened, told why, and closed: to a browser a plain 401 looks like a network failure. */
const refuse = (code: string, message: string): Response => {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.send(errorFrame(code, message, false));
  server.close(CLOSE_UNAUTHENTICATED, 'authentication failed');
  return new Response(null, { status: 101, webSocket: client });
};

/** Opens a socket on the caller's hub; the token comes in the cookie or the Authorization header. */
export const openSocket = async (context: HttpContext): Promise<Response> => {
  if (context.req.header('upgrade')?.toLowerCase() !== 'websocket')
    throw new Problem(400, 'upgrade_required', 'this address takes WebSocket connections only');
  const cookie = getCookie(context, 'access_token') ?? '';
  const jwt = ABSENT_COOKIES.has(cookie) ? bearerToken(context.req.header('authorization')) : cookie;
  if (jwt === null) return refuse('AUTH_REQUIRED', 'sign in first');
  const token = await verifyAccessToken(context.env, jwt);
  if (!token) return refuse('AUTH_FAILED', 'the access token is invalid or expired');
  return hubStub(context.env, token.userId, token.region).openSocket();
};
