import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** One thing that is wrong with one field. */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

/** An answer that says no: thrown inside routes, sent as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    code: string,
    detail: string,
    more: {
      readonly errors?: readonly FieldError[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not processable',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

/** The response of a problem; it names the request, and nothing of the inside. */
export const problemResponse = (problem: Problem, requestId: string): Response => {
  const { status, code, message: detail, errors, headers } = problem;
  const body = {
    type: `urn:tradecore:problem:${code}`,
    title: TITLES[status] ?? 'Problem',
    status,
    code,
    detail,
    requestId,
    errors,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
};
