/** Tests that are wrong: each must make a run fail, or a mistake like it would pass unseen (pitfall 13). */
export const CANARIES: Readonly<Record<string, string>> = {
  'src/healthy.test.ts': `
    import { expect, it } from 'vitest';
    it('is well', async () => { await expect(Promise.resolve(1)).resolves.toBe(1); });
  `,
  'src/matcher.test.ts': `
    import { expect, it } from 'vitest';
    const later = (value) => new Promise((resolve) => setTimeout(resolve, 1, value));
    it('does not await a matcher that fails', () => { expect(later(1)).resolves.toBe(2); });
    it('does not await a matcher of a rejection', () => { expect(later(1)).rejects.toThrow(); });
    it('does not await a matcher that succeeds', () => { expect(later(1)).resolves.toBe(1); });
  `,
  'src/rejection.test.ts': `
    import { expect, it } from 'vitest';
    it('does not await what rejects', () => {
      expect(1).toBe(1);
      new Promise((_, reject) => setTimeout(reject, 1, new Error('nobody saw me')));
    });
  `,
};
