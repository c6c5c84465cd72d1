import { describe, it } from 'vitest';
import { plusMs } from '../../core/instant.ts';
import { specification, testEnv } from '../../core/testing/decider-specification.ts';
import { automationAggregate } from './automation.ts';
import { WebhookTokenRotatedEvent } from './events.ts';
import { active, id, NOW, rotate, signal, tokenHashOf } from './testing/fixtures.ts';

const automation = specification(automationAggregate);
const ids = { automationId: id('automation'), userId: testEnv().userId };
const buy = signal({ action: 'buy', ticker: 'AAPL' });

describe('rotating the token', () => {
  const GRACE_MS = 5 * 60_000;
  const rotated = [...active(), ...automation.given(...active()).when(rotate()).events];
  const call = (name: string, ms: number) =>
    automation
      .given(...rotated)
      .when(signal(buy.payload, { tokenHash: tokenHashOf(name) }), { now: plusMs(NOW, ms) });

  it('AU-P2: keeps the hash of the old one with its end', () => {
    automation
      .given(...active())
      .when(rotate())
      .then(
        WebhookTokenRotatedEvent({
          ...ids,
          webhookTokenHash: tokenHashOf('second'),
          previousTokenHash: tokenHashOf('first'),
          previousTokenValidUntil: plusMs(NOW, GRACE_MS),
          rotatedAt: NOW,
        }),
      );
  });

  it('AU-P2: the new token is taken at once, the old one for five minutes', () => {
    call('second', 0).thenTypes('WebhookSignalReceivedEvent');
    call('first', GRACE_MS - 1).thenTypes('WebhookSignalReceivedEvent');
    call('first', GRACE_MS).thenRejected('webhook_token_invalid');
    call('third', 0).thenRejected('webhook_token_invalid');
  });

  it('AU-P2: a second rotation ends the first token at once', () => {
    automation
      .given(...rotated, ...automation.given(...rotated).when(rotate('third')).events)
      .when(buy)
      .thenRejected('webhook_token_invalid');
  });

  it('AU-P2: no token comes back', () => {
    for (const name of ['first', 'second'])
      automation
        .given(...rotated)
        .when(rotate(name))
        .thenRejected('webhook_token_reused', 'tokenHash');
  });
});
