import { expect } from 'vitest';
import type { Answer } from './client.ts';

/** What a refusal must say; `fields` are the wrong ones, in any order, none unless told. */
export interface ExpectedProblem {
  readonly status: number;
  readonly code: string;
  readonly fields?: readonly string[];
}

const MEMBERS = ['type', 'title', 'status', 'code', 'detail', 'requestId', 'errors'];

/** Holds an answer to be a whole problem document: its media type, all its members, code, and wrong fields. */
export const expectProblem = (answer: Answer, { status, code, fields = [] }: ExpectedProblem): void => {
  const { body, headers } = answer;
  expect(body).toMatchObject({ status, code, type: `urn:tradecore:problem:${code}` });
  expect(answer.status).toBe(status);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(Object.keys(body).sort()).toEqual([...MEMBERS].sort());
  expect(body['requestId']).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get('x-request-id')).toBe(body['requestId']);
  for (const text of [body['title'], body['detail']]) expect(String(text).length).toBeGreaterThan(0);
  const errors = body['errors'] as readonly { readonly field: string; readonly detail: string }[];
  expect(errors.map(({ field }) => field).sort()).toEqual([...fields].sort());
  for (const { detail } of errors) expect(detail.length).toBeGreaterThan(0);
};
