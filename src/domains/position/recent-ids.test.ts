import { describe, expect, it } from 'vitest';
import { NO_RECENT_IDS, REMEMBERED_IDS, type RecentIds, remember, remembers } from './recent-ids.ts';

const rememberedAfter = (count: number) => {
  let ids: RecentIds = NO_RECENT_IDS;
  for (let n = 0; n < count; n++) ids = remember(ids, `id-${n}`);
  return ids;
};

describe('recent ids (invariant 6)', () => {
  it('remember at least the last 256, and not for ever', () => {
    for (const count of [1, 64, 65, 256, 300, 1_000]) {
      const ids = rememberedAfter(count);
      for (let n = Math.max(0, count - REMEMBERED_IDS); n < count; n++)
        expect(remembers(ids, `id-${n}`)).toBe(true);
      expect(remembers(ids, `id-${count}`)).toBe(false);
      expect(ids.flat().length).toBeLessThanOrEqual(REMEMBERED_IDS * 1.25);
    }
  });

  it('are never changed in place', () => {
    const before = rememberedAfter(63);
    const copy = structuredClone(before);
    remember(remember(before, 'x'), 'y');
    expect(before).toEqual(copy);
  });

  it('know nothing at first, whatever is asked', () => {
    expect(remembers(NO_RECENT_IDS, '__proto__')).toBe(false);
  });
});
