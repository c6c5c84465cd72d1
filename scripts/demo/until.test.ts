import { describe, expect, it } from 'vitest';
import { until } from './until.ts';

describe('waiting until something holds', () => {
  it('reads again until it does, and answers what was read', async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      return reads;
    };
    expect(await until('the third read', read, (count) => count === 3)).toBe(3);
  });

  it('ends when the patience is over, with what was read last', async () => {
    const never = until(
      'a filled order',
      async () => 'placed',
      (status) => status === 'filled',
      0,
    );
    await expect(never).rejects.toThrow('a filled order did not come true within 0 ms: "placed"');
  });
});
