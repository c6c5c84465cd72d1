import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, decimal, sum } from '../../core/decimal.ts';
import type { UpdatePositionCommand } from './commands.ts';
import type { PositionEvent } from './events.ts';
import { evolvePosition } from './evolve.ts';
import { positionAggregate } from './position.ts';
import type { PositionDoc } from './state.ts';
import { book, fill, id } from './testing/fixtures.ts';
import { takeShare } from './values.ts';

const { decider } = positionAggregate;

const scaled = (min: number, max: number, digits: number) =>
  fc.integer({ min, max }).map((n) => new Decimal(n).div(10 ** digits).toFixed());

const anyQuantity = fc.oneof(scaled(1, 500_000, 3), fc.constantFrom('1', '3', '50', '100', '150'));
const anyPrice = fc.oneof(scaled(1, 5_000_000, 4), fc.constantFrom('150', '155', '160'));

const anyFills = fc
  .array(
    fc.record({
      side: fc.constantFrom('buy', 'sell'),
      quantity: anyQuantity,
      price: anyPrice,
      commission: scaled(-100, 1_000, 2),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((fills) =>
    fills.map(({ side, quantity, price, commission }, n) =>
      fill(side, quantity, price, { fillId: `fill-${n}`, commission }),
    ),
  );

const signed = ({ side, quantity }: UpdatePositionCommand) =>
  side === 'buy' ? decimal(quantity) : decimal(quantity).neg();
const net = (fills: readonly UpdatePositionCommand[]) =>
  fills.reduce((total, command) => total.plus(signed(command)), new Decimal(0));

const flattened = (fills: readonly UpdatePositionCommand[]): readonly UpdatePositionCommand[] => {
  const rest = net(fills);
  if (rest.isZero()) return fills;
  const last = fill(rest.gt(0) ? 'sell' : 'buy', rest.abs().toFixed(), '151.37', {
    fillId: 'last',
    commission: '0.33',
  });
  return [...fills, last];
};

const positionsOf = (events: readonly PositionEvent[]): readonly PositionDoc[] => {
  const rows = new Map<string, PositionDoc>();
  for (const event of events) {
    const row = evolvePosition(rows.get(event.data.positionId) ?? null, event);
    if (row) rows.set(row.positionId, row);
  }
  return [...rows.values()];
};

describe('any sequence of fills', () => {
  it('invariant 1: the stored events fold to the state', () => {
    fc.assert(
      fc.property(anyFills, (fills) => {
        const { state, events } = book(fills);
        expect(events.reduce(decider.evolve, decider.initial)).toEqual(state);
      }),
    );
  });

  it('PO-R8, invariant 7: a position is Σ entries − Σ exits ≥ 0, and what is open is the net of all fills', () => {
    fc.assert(
      fc.property(anyFills, (fills) => {
        const { state, events } = book(fills);
        for (const position of positionsOf(events)) {
          const own = events.filter(({ data }) => data.positionId === position.positionId);
          const moved = own.map(({ data }) => {
            if ('entry' in data) return decimal(data.entry.quantity);
            if ('exit' in data && data.exit) return decimal(data.exit.quantity).neg();
            return 'entryPrice' in data ? decimal(data.quantity) : new Decimal(0);
          });
          const total = moved.reduce((a, b) => a.plus(b), new Decimal(0));
          expect(total.eq(position.quantity)).toBe(true);
          expect(total.gte(0)).toBe(true);
          expect(position.status === 'closed').toBe(total.isZero());
        }
        const open = state.open && { buy: state.open.side === 'long', quantity: state.open.quantity };
        const held = open
          ? open.buy
            ? decimal(open.quantity)
            : decimal(open.quantity).neg()
          : new Decimal(0);
        expect(held.eq(net(fills))).toBe(true);
      }),
    );
  });

  it('PO-U1: at most one position is open', () => {
    fc.assert(
      fc.property(anyFills, (fills) => {
        const { state, events } = book(fills);
        const open = positionsOf(events).filter(({ status }) => status === 'open');
        expect(open).toEqual(state.open ? [state.open] : []);
      }),
    );
  });

  it('PO-U2: Σ realized when flat = Σ signed cash flows − commissions, to the last digit', () => {
    fc.assert(
      fc.property(anyFills, (fills) => {
        const all = flattened(fills);
        const { state, events } = book(all);
        expect(state.open).toBeNull();
        const cash = all.reduce(
          (total, command) => total.minus(signed(command).times(command.price)).minus(command.commission),
          new Decimal(0),
        );
        const positions = positionsOf(events);
        expect(decimal(sum(positions.map(({ realizedPnl }) => realizedPnl))).eq(cash)).toBe(true);
        const paid = sum(all.map(({ commission }) => commission));
        expect(decimal(sum(positions.map(({ totalCommission }) => totalCommission))).eq(paid)).toBe(true);
        for (const { quantity, entryValue, entryCommission } of positions)
          expect([quantity, entryValue, entryCommission]).toEqual(['0', '0', '0']);
      }),
    );
  });

  it('PO-U1, invariant 9: a flip is a close and an open of the rest', () => {
    fc.assert(
      fc.property(anyFills, anyQuantity, anyPrice, scaled(0, 1_000, 2), (fills, rest, price, commission) => {
        const before = book(fills).state;
        fc.pre(before.open !== null);
        const { side, quantity } = before.open ?? { side: 'long', quantity: '0' };
        const orderId = id('order', 'x');
        const against = side === 'long' ? 'sell' : 'buy';
        const whole = sum([quantity, rest]);
        const split = takeShare(commission, quantity, whole);
        const flip = book([fill(against, whole, price, { fillId: 'x', orderId, commission })], before);
        const steps = book(
          [
            fill(against, quantity, price, { fillId: 'x', orderId, commission: split.share }),
            fill(against, rest, price, { fillId: 'x:open', orderId, commission: split.rest }),
          ],
          before,
        );
        expect(flip.events.map(({ type }) => type)).toEqual(['PositionClosedEvent', 'PositionOpenedEvent']);
        const withoutReason = (text: string) => text.replace(/"(exit|entry)Reason":"\w+"/g, '');
        expect(withoutReason(JSON.stringify(flip))).toBe(withoutReason(JSON.stringify(steps)));
      }),
    );
  });

  it('invariant 6: any fill delivered twice, at once or later, changes nothing', () => {
    fc.assert(
      fc.property(anyFills, fc.nat(), fc.nat(), (fills, first, delay) => {
        const again = first % fills.length;
        const at = Math.min(fills.length, again + 1 + (delay % fills.length));
        const command = fills[again];
        if (!command) return;
        expect(book([...fills.slice(0, at), command, ...fills.slice(at)])).toEqual(book(fills));
      }),
    );
  });
});
