import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decimal, positiveDecimalString } from '../../core/decimal.ts';
import { localDate, plusDays } from '../../core/local-date.ts';
import { ASSET_TYPES } from './asset-type.ts';
import {
  type AssetDetails,
  type AssetFields,
  assetFields,
  assetFieldsOf,
  assetMismatch,
  assetOf,
  expirationOf,
  flattenAsset,
  futureDetailsSchema,
  intrinsicValue,
  multiplierOf,
  newAssetProblem,
  occSymbol,
  optionDetailsSchema,
  optionNotional,
  plainAsset,
  pointValue,
} from './derivatives.ts';
import {
  APPLE_CALL,
  CRYPTO,
  E_MINI,
  EXPIRY,
  FUTURE,
  FUTURE_OPTION,
  OPTION,
  STOCK,
} from './testing/contracts.ts';

const EXAMPLES = [STOCK, CRYPTO, OPTION, FUTURE, FUTURE_OPTION];

const anyText = fc.integer({ min: 1, max: 1_000_000 }).map((n) => String(n / 8));
const anyDate = fc.integer({ min: 0, max: 20_000 }).map((days) => plusDays(localDate(2000, 1, 1), days));
const anyOption = fc.record({
  underlyingSymbol: fc.constantFrom('AAPL', 'BRK.B', 'SPXW'),
  strikePrice: anyText,
  expirationDate: anyDate,
  optionType: fc.constantFrom('call', 'put'),
  optionAction: fc.constantFrom('buy_to_open', 'sell_to_close', null),
  contractSize: anyText,
  multiplier: anyText,
});
const anyFuture = fc.record({
  underlyingSymbol: fc.constantFrom('ES', 'CL'),
  contractMonth: fc.constantFrom('202612', '203001'),
  expirationDate: anyDate,
  contractSize: anyText,
  tickSize: anyText,
  tickValue: anyText,
  multiplier: anyText,
  exchange: fc.constantFrom('CME', null),
  productCode: fc.constantFrom('ES', null),
});
const anyAsset: fc.Arbitrary<AssetDetails> = fc.oneof(
  fc.constantFrom(STOCK, CRYPTO),
  anyOption.map((option): AssetDetails => ({ assetType: 'option', option, future: null })),
  anyFuture.map((future): AssetDetails => ({ assetType: 'future', option: null, future })),
  fc
    .tuple(anyOption, anyFuture)
    .map(([option, future]): AssetDetails => ({ assetType: 'future_option', option, future })),
);

describe('the 17 fields of an asset (Z-R2, Z-R3)', () => {
  it('are these, and always all of them', () => {
    expect(Object.keys(assetFields)).toHaveLength(17);
    for (const asset of EXAMPLES)
      expect(Object.keys(flattenAsset(asset)).toSorted()).toEqual(Object.keys(assetFields).toSorted());
  });

  it('stand for any asset: flattened, stored, parsed and rebuilt it is the same', () => {
    fc.assert(
      fc.property(anyAsset, (asset) => {
        const stored = z.object(assetFields).parse(JSON.parse(JSON.stringify(flattenAsset(asset))));
        expect(assetOf(stored)).toEqual(asset);
        expect(assetFieldsOf(stored)).toEqual(stored);
      }),
    );
  });

  it('are rebuilt with the defaults of the guides: contract size 100, multiplier 1', () => {
    const fields = { ...flattenAsset(OPTION), optionContractSize: null, optionMultiplier: null };
    expect(assetOf(fields).option).toMatchObject({ contractSize: '100', multiplier: '1' });
    expect(assetOf({ ...flattenAsset(FUTURE), futureMultiplier: null }).future?.multiplier).toBe('1');
  });

  it('without their marker mean that there are no details', () => {
    const fields: AssetFields = { ...flattenAsset(FUTURE_OPTION), optionUnderlyingSymbol: null };
    expect(assetOf(fields)).toMatchObject({ option: null, future: E_MINI });
    expect(plainAsset('crypto')).toEqual(flattenAsset(CRYPTO));
  });

  it('are copied from among others', () => {
    expect(assetFieldsOf({ ...flattenAsset(OPTION), symbol: 'AAPL' } as AssetFields)).toEqual(
      flattenAsset(OPTION),
    );
  });

  it('G-R6: an expired contract is still read', () => {
    const ancient = { ...APPLE_CALL, expirationDate: localDate(1999, 1, 15) };
    expect(assetOf(flattenAsset({ ...OPTION, option: ancient })).option).toEqual(ancient);
  });
});

describe('details fit the asset type', () => {
  it.each(ASSET_TYPES)('%s takes what it needs and nothing else', (assetType) => {
    const needsOption = assetType === 'option' || assetType === 'future_option';
    const needsFuture = assetType === 'future' || assetType === 'future_option';
    for (const option of [APPLE_CALL, null])
      for (const future of [E_MINI, null]) {
        const fits = (option !== null) === needsOption && (future !== null) === needsFuture;
        expect(assetMismatch({ assetType, option, future }) === null).toBe(fits);
      }
  });

  it.each<[string, AssetDetails]>([
    ['option needs option details', { ...OPTION, option: null }],
    ['stock takes no option details', { ...STOCK, option: APPLE_CALL }],
    ['future_option needs future details', { ...FUTURE_OPTION, future: null }],
    ['option takes no future details', { ...OPTION, future: E_MINI }],
  ])('else it says: %s', (sentence, asset) => {
    expect(assetMismatch(asset)).toBe(sentence);
  });
});

describe('expiry', () => {
  it.each<[string, AssetDetails, string | null]>([
    ['a stock never expires', STOCK, null],
    ['an option does', OPTION, '2025-01-17'],
    ['a future does', FUTURE, '2026-12-18'],
    [
      'an option on a future expires with the option',
      { ...FUTURE_OPTION, option: { ...APPLE_CALL, expirationDate: localDate(2026, 11, 20) } },
      '2026-11-20',
    ],
  ])('%s', (_, asset, date) => {
    expect(expirationOf(asset)).toBe(date);
  });

  it('G-R6: on its last day a contract may still be bought, the day after not', () => {
    expect(newAssetProblem(OPTION, EXPIRY)).toBeNull();
    expect(newAssetProblem(OPTION, plusDays(EXPIRY, 1))).toBe('it expired on 2025-01-17');
    expect(newAssetProblem(STOCK, EXPIRY)).toBeNull();
  });

  it('a new asset must also fit its type', () => {
    expect(newAssetProblem({ ...OPTION, future: E_MINI }, EXPIRY)).toBe('option takes no future details');
  });
});

describe('money per point (domains 4.7)', () => {
  it.each([
    ['ES', '0.25', '12.5', '50'],
    ['a tick of 0.03 worth 3, where the seed lost digits', '0.03', '3', '100'],
    ['the yen', '0.0000005', '6.25', '12500000'],
    ['a quotient without an end', '0.03', '1', '33.33333333333333333333333333'],
  ])('%s: %s worth %s is %s a point', (_, tickSize, tickValue, expected) => {
    expect(pointValue({ ...E_MINI, tickSize, tickValue })).toBe(expected);
  });

  it.each<[string, AssetDetails, string]>([
    ['stock', STOCK, '1'],
    ['crypto', CRYPTO, '1'],
    ['option', OPTION, '100'],
    ['mini option', { ...OPTION, option: { ...APPLE_CALL, contractSize: '10' } }, '10'],
    ['future', FUTURE, '50'],
    ['future with a multiplier', { ...FUTURE, future: { ...E_MINI, multiplier: '2' } }, '100'],
    ['option on a future', FUTURE_OPTION, '50'],
  ])('of a %s multiplies price × quantity by %#', (_, asset, multiplier) => {
    expect(multiplierOf(asset)).toBe(multiplier);
  });

  it('can always be stored', () => {
    fc.assert(
      fc.property(anyAsset, (asset) => {
        expect(positiveDecimalString().safeParse(multiplierOf(asset)).success).toBe(true);
      }),
    );
  });
});

describe('option formulas', () => {
  it.each([
    [{}, 'AAPL250117C00150000'],
    [{ optionType: 'put' } as const, 'AAPL250117P00150000'],
    [{ strikePrice: '167.5' }, 'AAPL250117C00167500'],
    [{ strikePrice: '0.5' }, 'AAPL250117C00000500'],
    [{ strikePrice: '99999.999' }, 'AAPL250117C99999999'],
    [{ underlyingSymbol: 'F', expirationDate: localDate(2006, 3, 4) }, 'F060304C00150000'],
  ])('the OCC symbol of %j is %s', (changes, symbol) => {
    expect(occSymbol({ ...APPLE_CALL, ...changes })).toBe(symbol);
  });

  it('two strikes that a schema admits never share an OCC symbol', () => {
    const anyStrike = fc
      .integer({ min: 1, max: 99_999_999 })
      .map((n) => decimal(String(n)).div(1000).toFixed());
    fc.assert(
      fc.property(anyStrike, anyStrike, (a, b) => {
        const symbols = [a, b].map((strikePrice) => occSymbol({ ...APPLE_CALL, strikePrice }));
        expect(symbols[0] === symbols[1]).toBe(a === b);
      }),
    );
  });

  it('controls strike × size × multiplier', () => {
    expect(optionNotional(APPLE_CALL)).toBe('15000');
  });

  it.each([
    ['call', '155.25', '5.25'],
    ['call', '150', '0'],
    ['call', '149', '0'],
    ['put', '149', '1'],
    ['put', '151', '0'],
  ] as const)('a %s at %s is worth %s exercised', (optionType, price, value) => {
    expect(intrinsicValue({ ...APPLE_CALL, optionType }, price)).toBe(value);
  });
});

describe('schemas of contracts', () => {
  const rejects = (schema: z.ZodType, value: object) => schema.safeParse(value).success === false;

  it('take the examples', () => {
    expect(optionDetailsSchema.parse(APPLE_CALL)).toEqual(APPLE_CALL);
    expect(futureDetailsSchema.parse(E_MINI)).toEqual(E_MINI);
  });

  it.each([
    { strikePrice: '0' },
    { strikePrice: '-1' },
    { strikePrice: '0.0005' },
    { strikePrice: '100000' },
    { strikePrice: 150 },
    { contractSize: '0' },
    { expirationDate: '2025-02-30' },
    { optionType: 'CALL' },
    { underlyingSymbol: '' },
  ])('refuse an option with %j', (changes) => {
    expect(rejects(optionDetailsSchema, { ...APPLE_CALL, ...changes })).toBe(true);
  });

  it.each([
    { tickSize: '0' },
    { tickValue: '-1' },
    { contractSize: '0' },
    { contractMonth: '202613' },
    { contractMonth: '2026-12' },
    { expirationDate: '20261218' },
  ])('refuse a future with %j', (changes) => {
    expect(rejects(futureDetailsSchema, { ...E_MINI, ...changes })).toBe(true);
  });

  it('take a strike however it is written', () => {
    for (const strikePrice of ['150', '150.000', '0150', '150.1250000', '0.001'])
      expect(rejects(optionDetailsSchema, { ...APPLE_CALL, strikePrice })).toBe(false);
  });
});
