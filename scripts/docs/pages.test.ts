import { expect, it } from 'vitest';
import { differences } from './pages.ts';

const wanted = new Map([
  ['order.md', 'new'],
  ['position.md', 'same'],
  ['README.md', 'first'],
]);

it('a page is stale when it is missing or says something else, and an orphan when nobody wants it', () => {
  const existing = new Map([
    ['order.md', 'old'],
    ['position.md', 'same'],
    ['tally.md', 'gone'],
  ]);
  expect(differences(wanted, existing)).toEqual({ stale: ['order.md', 'README.md'], orphans: ['tally.md'] });
});

it('nothing is to do when every page says what it should', () => {
  expect(differences(wanted, wanted)).toEqual({ stale: [], orphans: [] });
});
