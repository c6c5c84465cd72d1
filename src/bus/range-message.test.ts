import { expect, it } from 'vitest';
import type { EventRange } from '../core/envelope.ts';
import { rangeMessage } from './range-message.ts';

const range = (events: string): EventRange => ({
  aggregateType: 'order',
  aggregateId: 'id',
  objectKey: 'id',
  userId: 'user',
  region: 'weur',
  epoch: 'epoch',
  fromVersion: 1,
  toVersion: 2,
  events,
});

it('a range that fits into a message travels with its events', () => {
  expect(rangeMessage(range('[]'))).toEqual(range('[]'));
});

it.each([
  ['letters of several bytes', 'ж'.repeat(70_000)],
  ['quotes that must be escaped', '"'.repeat(70_000)],
])('a range that is too large only by %s is named, and read from its log', (_what, events) => {
  expect(rangeMessage(range(events))).toEqual({ ...range(events), events: null });
});
