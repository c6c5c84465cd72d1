import { expect, it } from 'vitest';
import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../src/core/decimal.ts';
import { personal } from '../../src/core/event.ts';
import { assetFields, localDateString } from '../../src/domains/shared/derivatives.ts';
import { utcInstant } from '../../src/domains/shared/quote.ts';
import { fieldsInWords, typeInWords } from './schema-fields.ts';

it.each([
  ['uuid', z.uuid()],
  ['instant', utcInstant()],
  ['date', localDateString()],
  ['decimal', decimalString()],
  ['decimal', computedDecimal()],
  ['decimal > 0', positiveDecimalString()],
  ['decimal > 0 or null', positiveDecimalString().nullable()],
  ['sealed text', personal()],
  ['text', z.string()],
  ['text', z.string().max(3)],
  ['text', z.string().regex(/^\d{6}$/)],
  ['text', z.string().regex(/^[a-z]+$/)],
  ['boolean', z.boolean()],
  ['integer', z.int().min(1)],
  ['number', z.number().max(1)],
  ['`buy` or `sell`', z.enum(['buy', 'sell'])],
  ['`on` or null', z.literal(['on', null])],
  ['list of uuid', z.array(z.uuid())],
  ['map of uuid to decimal', z.record(z.uuid(), decimalString())],
  ['{ id: uuid; at: instant, may be left out }', z.object({ id: z.uuid(), at: utcInstant().optional() })],
  ['uuid or integer', z.union([z.uuid(), z.int()])],
  ['integer', z.int().default(3)],
  ['text', z.string().transform((text) => text.length)],
  ['any', z.unknown()],
  ['list of boolean', z.array(z.boolean()).readonly()],
])('a schema in words: %s', (words, schema) => {
  expect(typeInWords(schema)).toBe(words);
});

it('the discriminating type is no field, and the 17 fields of an asset are one entry', () => {
  const schema = z.object({ type: z.literal('X'), id: z.uuid(), ...assetFields });
  expect(fieldsInWords(schema)).toEqual([
    { name: 'id', type: 'uuid' },
    { name: 'the 17 asset fields', type: '' },
  ]);
});
