import { describe, expect, it } from 'vitest';
import { BROKERS } from '../domains/broker-connection/values.ts';
import { capabilitiesOf } from './capabilities.ts';

describe('what a broker can do by itself (brokers 3)', () => {
  it.each(BROKERS)('is known of %s', (brokerId) => {
    expect(capabilitiesOf(brokerId)).toMatchObject({ nativeOco: true, nativeTrailingStop: true });
  });

  it('tells which brokers give a changed order another id', () => {
    const others = BROKERS.filter((brokerId) => !capabilitiesOf(brokerId).replaceKeepsId);
    expect(others).toEqual(['alpaca']);
  });

  it.each(['unheard of', 'constructor'])('is nothing of one that nobody knows: %s', (brokerId) => {
    expect(Object.values(capabilitiesOf(brokerId))).toEqual([false, false, false, false]);
  });
});
