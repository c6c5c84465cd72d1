import { describe, expect, it } from 'vitest';
import { specification, TEST_NOW, testEnv } from '../../core/testing/decider-specification.ts';
import { createPortfolioSchema } from './commands.ts';
import { defaultPortfolios } from './default-portfolio.ts';
import { portfolioEvents as events } from './events.ts';
import { portfolioAggregate } from './portfolio.ts';
import { create, DELETE, eventsAfter, id, inPaper, update } from './testing/fixtures.ts';

const portfolio = specification(portfolioAggregate);
const identity = { portfolioId: testEnv().aggregateId, userId: testEnv().userId };
const created = eventsAfter(create());

describe('creating a portfolio', () => {
  it('PF-U1: keeps a name and accounts of one environment', () => {
    const state = portfolio
      .given()
      .when(create({ accounts: [inPaper('a'), inPaper('b')] }))
      .then(
        events.PortfolioCreatedEvent({
          ...identity,
          name: 'Growth',
          environment: 'paper',
          accountIds: [id('a'), id('b')],
          createdAt: TEST_NOW,
        }),
      );
    expect(state).toMatchObject({ status: 'active', strategies: {} });
  });

  it.each([
    ['a live account in a paper portfolio', create({ accounts: [inPaper('a'), inPaper('b', 'live')] })],
    ['a paper account in a live portfolio', create({ environment: 'live' })],
  ])('PF-U1: never mixes paper and live: %s', (_, command) => {
    portfolio.given().when(command).thenRejected('environments_mixed', 'accountIds');
  });

  it('PF-U4: may be of no account', () => {
    const state = portfolio
      .given()
      .when(create({ accounts: [] }))
      .thenTypes('PortfolioCreatedEvent');
    expect(state.accountIds).toEqual([]);
  });

  it('takes an account once', () => {
    portfolio
      .given()
      .when(create({ accounts: [inPaper('a'), inPaper('a')] }))
      .thenRejected('duplicate_account', 'accountIds');
  });

  it.each(['Growth', 'growth', 'GROWTH', 'Ｇrowth'])('takes a name that no other has: %s', (other) => {
    portfolio
      .given()
      .when(create({ otherNames: ['Income', other] }))
      .thenRejected('portfolio_name_taken', 'name');
  });

  it('takes a name of 1 to 60 characters, without the blanks around it', () => {
    const parsed = (name: string) => createPortfolioSchema.safeParse(create({ name }));
    expect(parsed('  Growth ').data?.name).toBe('Growth');
    expect(parsed('x'.repeat(60)).success).toBe(true);
    for (const name of ['', '   ', 'x'.repeat(61)]) expect(parsed(name).success).toBe(false);
  });

  it('takes at most 100 accounts, of environments that exist', () => {
    const parsed = (accounts: unknown[]) =>
      createPortfolioSchema.safeParse({ ...create(), accounts }).success;
    expect(parsed(Array.from({ length: 100 }, () => inPaper('a')))).toBe(true);
    expect(parsed(Array.from({ length: 101 }, () => inPaper('a')))).toBe(false);
    expect(parsed([{ accountId: id('a'), environment: 'demo' }])).toBe(false);
    expect(parsed([{ accountId: id('a') }])).toBe(false);
  });
});

describe('changing a portfolio', () => {
  it('PF-U1: replaces its accounts and keeps its name', () => {
    portfolio
      .given(...created)
      .when(update({ accounts: [inPaper('b')] }))
      .then(
        events.PortfolioUpdatedEvent({
          ...identity,
          name: 'Growth',
          accountIds: [id('b')],
          updatedAt: TEST_NOW,
        }),
      );
  });

  it('renames it and keeps its accounts', () => {
    const state = portfolio
      .given(...created)
      .when(update({ name: 'Income' }))
      .thenTypes('PortfolioUpdatedEvent');
    expect(state).toMatchObject({ name: 'Income', accountIds: [id('a')], environment: 'paper' });
  });

  it('PF-U1: never mixes paper and live, and its environment never changes', () => {
    portfolio
      .given(...created)
      .when(update({ accounts: [inPaper('b', 'live')] }))
      .thenRejected('environments_mixed', 'accountIds');
  });

  it('to what it is already changes nothing', () => {
    const known = portfolio.given(...created);
    known.when(update()).then();
    known.when(update({ name: 'Growth', accounts: [inPaper('a')] })).then();
  });

  it('to a name of another is refused; only a new name is compared', () => {
    const known = portfolio.given(...created);
    known
      .when(update({ name: 'income', otherNames: ['Income'] }))
      .thenRejected('portfolio_name_taken', 'name');
    known.when(update({ name: 'GROWTH' })).thenTypes('PortfolioUpdatedEvent');
    known.when(update({ accounts: [], otherNames: ['growth'] })).thenTypes('PortfolioUpdatedEvent');
  });

  it('takes an account once', () => {
    portfolio
      .given(...created)
      .when(update({ accounts: [inPaper('a'), inPaper('a')] }))
      .thenRejected('duplicate_account', 'accountIds');
  });
});

describe('deleting a portfolio', () => {
  it('PF-U1: ends it and closes its log; a repeat changes nothing', () => {
    const deleted = events.PortfolioDeletedEvent({ ...identity, deletedAt: TEST_NOW });
    const state = portfolio
      .given(...created)
      .when(DELETE)
      .then(deleted);
    expect(portfolioAggregate.decider.isTerminal?.(state)).toBe(true);
    expect(portfolioAggregate.decider.isTerminal?.(portfolio.given(...created).state())).toBe(false);
    portfolio
      .given(...created, deleted)
      .when(DELETE)
      .then();
  });

  it('lets its id begin anew, without what was there before', () => {
    const state = portfolio
      .given(...eventsAfter(create(), DELETE))
      .when(create({ name: 'Again', accounts: [] }))
      .thenTypes('PortfolioCreatedEvent');
    expect(state).toMatchObject({ status: 'active', name: 'Again', accountIds: [], strategies: {} });
  });
});

describe('the default portfolio', () => {
  const accounts = [inPaper('a'), inPaper('b', 'live'), inPaper('c')];

  it('PF-U1: is all accounts of one environment, and nothing that is stored', () => {
    expect(defaultPortfolios(accounts)).toEqual([
      { environment: 'paper', accountIds: [id('a'), id('c')] },
      { environment: 'live', accountIds: [id('b')] },
    ]);
  });

  it('PF-U1: leaves out an account of an environment it does not know', () => {
    const strange = { accountId: id('d'), environment: 'demo' };
    expect(defaultPortfolios([...accounts, strange])).toEqual(defaultPortfolios(accounts));
  });

  it('PF-U4: of a user without accounts is empty', () => {
    expect(defaultPortfolios([])).toEqual([
      { environment: 'paper', accountIds: [] },
      { environment: 'live', accountIds: [] },
    ]);
  });
});
