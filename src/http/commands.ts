import type { ContentfulStatusCode } from 'hono/utils/http-status';
import {
  type CommandAccepted,
  type CommandEnvelope,
  type CommandResult,
  tookEffect,
} from '../core/command.ts';
import type { DomainCommand, Rejection } from '../core/decider.ts';
import { canonicalJson } from '../core/ids.ts';
import { idOf, sha256 } from '../platform/hash.ts';
import type { HttpContext } from './context.ts';
import { Problem } from './problem.ts';

const MAX_KEY_LENGTH = 255;

/**
 * Identity of a command that came by HTTP: the same key from the same user on the same route is the same command. Its id also
 * correlates all it causes, so that a retry is told the same operation.
 */
export interface RequestIdentity {
  readonly commandId: string;
  readonly commandHash: string;
  readonly remember: boolean;
}

/** Derives the identity of a request's command; without an Idempotency-Key every request is a new one. */
export const requestIdentity = (
  context: HttpContext,
  scope: {
    readonly userId: string;
    readonly route: string;
    readonly body: unknown;
    readonly required?: boolean;
  },
): RequestIdentity => {
  const key = context.req.header('idempotency-key')?.trim();
  if (key !== undefined && (key.length === 0 || key.length > MAX_KEY_LENGTH))
    throw new Problem(
      400,
      'idempotency_key_invalid',
      `an Idempotency-Key has 1 to ${MAX_KEY_LENGTH} characters`,
    );
  if (key === undefined && scope.required)
    throw new Problem(
      400,
      'idempotency_key_required',
      'send an Idempotency-Key header, so that a retry cannot do it twice',
    );
  const commandId =
    key === undefined ? context.get('requestId') : idOf('http', scope.userId, scope.route, key);
  const commandHash = sha256(canonicalJson({ route: scope.route, body: scope.body }));
  return { commandId, commandHash, remember: key !== undefined };
};

/** The envelope of a user's command. `If-Match: "v3"` makes it conditional on version 3. */
export const userCommand = (
  context: HttpContext,
  identity: RequestIdentity,
  command: DomainCommand,
): CommandEnvelope => {
  const token = context.get('token');
  const expectedVersion = ifMatchVersion(context);
  return {
    ...identity,
    command,
    userId: token.userId,
    region: token.region,
    correlationId: identity.commandId,
    causationId: null,
    sagaId: null,
    actor: { kind: 'user', id: token.userId },
    waitFor: 'projection',
    returnState: true,
    ...(expectedVersion === null ? {} : { expectedVersion }),
  };
};

/**
 * The envelope of a command that a request gives to another aggregate on its way: under an id of its own, which `name` makes, without
 * a condition, and nobody waits for a view.
 */
export const sideCommand = (
  context: HttpContext,
  identity: RequestIdentity,
  name: string,
  command: DomainCommand,
): CommandEnvelope => {
  const { userId, region } = context.get('token');
  return {
    ...identity,
    commandId: idOf(name, identity.commandId),
    command,
    userId,
    region,
    correlationId: identity.commandId,
    causationId: null,
    sagaId: null,
    actor: { kind: 'user', id: userId },
  };
};

/** The envelope of a command that an operator gives for a user's saga; every request is a new one. */
export const operatorCommand = (
  context: HttpContext,
  owner: { readonly userId: string; readonly region: string },
  command: DomainCommand,
): CommandEnvelope => ({
  commandId: context.get('requestId'),
  commandHash: sha256(canonicalJson(command)),
  command,
  ...owner,
  correlationId: context.get('requestId'),
  causationId: null,
  sagaId: null,
  actor: { kind: 'operator', id: 'operator' },
  remember: false,
});

const ifMatchVersion = (context: HttpContext): number | null => {
  const header = context.req.header('if-match');
  if (header === undefined || header === '*') return null;
  const version = /^"v(\d+)"$/.exec(header)?.[1];
  if (version === undefined) throw new Problem(400, 'if_match_invalid', 'If-Match takes an ETag like "v3"');
  return Number(version);
};

/** Refusals that say something else than that state or a field forbids it. */
const STATUS_OF: Readonly<Record<string, ContentfulStatusCode>> = {
  webhook_token_invalid: 401,
  ip_not_allowed: 403,
  signal_payload_invalid: 422,
  rate_limited: 429,
};

const statusOf = ({ code, field }: Rejection): ContentfulStatusCode => {
  const known = STATUS_OF[code];
  if (known !== undefined) return known;
  if (code.endsWith('_not_found')) return 404;
  return field === undefined ? 409 : 422;
};

/** A refusal as the problem that tells of it. */
export const refusalProblem = (
  rejection: Rejection,
  headers: Readonly<Record<string, string>> = {},
): Problem => {
  const { code, detail, field } = rejection;
  const errors = field === undefined ? [] : [{ field, detail }];
  return new Problem(statusOf(rejection), code, detail, { errors, headers });
};

/** The answer of a command that took effect; every other outcome becomes its problem. */
export const accepted = <State>(result: CommandResult<State>): CommandAccepted<State> => {
  if (tookEffect(result)) return result;
  switch (result.kind) {
    case 'rejected':
      throw refusalProblem(result.rejection);
    case 'conflict':
      throw new Problem(412, 'version_conflict', `the resource is at version ${result.version} now`, {
        headers: { etag: etag(result.version) },
      });
    case 'mismatch':
      throw new Problem(422, 'idempotency_key_reused', 'this Idempotency-Key was used with another request', {
        errors: [{ field: 'Idempotency-Key', detail: 'belongs to a request with another body' }],
      });
  }
};

/** ETag of an aggregate version. */
export const etag = (version: number): string => `"v${version}"`;

/** What an accepted command's answer says of the work that goes on: where to look it up, and whether the views show it yet. */
export const operationOf = (identity: RequestIdentity, { projection }: CommandAccepted) => ({
  operationId: identity.commandId,
  projection,
});
