import { invalid, type Parsed, valid } from './value.ts';

/** What an instrument is called here, in capitals: `AAPL`, `BRK.B`, `BTC/USD`, `ESZ26`, or the OCC symbol of an option. */
export type InstrumentSymbol = string & { readonly __brand: 'InstrumentSymbol' };

const SYMBOL = /^[$@]?[A-Z0-9][A-Z0-9./-]*$/;

/** The longest: an OCC option symbol with a root of six letters. */
export const MAX_SYMBOL_LENGTH = 21;

/** Makes symbols; blanks around them and the case of letters do not count. */
export const InstrumentSymbol = {
  create: (input: string): Parsed<InstrumentSymbol> => {
    const canonical = input.trim().toUpperCase();
    return canonical.length <= MAX_SYMBOL_LENGTH && SYMBOL.test(canonical)
      ? valid(canonical as InstrumentSymbol)
      : invalid(
          'invalid_symbol',
          `a symbol is 1 to ${MAX_SYMBOL_LENGTH} letters, digits, dots, slashes or dashes`,
        );
  },
};
