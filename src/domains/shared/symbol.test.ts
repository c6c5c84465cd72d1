import { describe, expect, it } from 'vitest';
import { occSymbol } from './derivatives.ts';
import { InstrumentSymbol } from './symbol.ts';
import { APPLE_CALL } from './testing/contracts.ts';
import { known } from './value.ts';

describe('a symbol (domains 5)', () => {
  it.each(['AAPL', 'F', 'BRK.B', 'BTC/USD', 'ESZ26', '$SPX.X', '@ES', 'BF-B'])('%s is one', (input) => {
    expect(known(InstrumentSymbol.create(input))).toBe(input);
  });

  it('is written in capitals without blanks around it', () => {
    expect(known(InstrumentSymbol.create(' aapl '))).toBe('AAPL');
  });

  it('may be the OCC symbol of an option, 21 characters at most', () => {
    const longest = occSymbol({ ...APPLE_CALL, underlyingSymbol: 'GOOGLX' });
    expect(longest).toHaveLength(21);
    expect(known(InstrumentSymbol.create(longest))).toBe(longest);
    expect(InstrumentSymbol.create(`${longest}0`).ok).toBe(false);
  });

  it.each(['', ' ', 'A B', '.B', 'AAPL!', "A'; --", 'ÄÖ', '/USD', 'A\u0000'])('%j is none', (input) => {
    expect(InstrumentSymbol.create(input)).toMatchObject({ rejection: { code: 'invalid_symbol' } });
  });
});
