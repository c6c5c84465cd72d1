import { z } from 'zod';
import { positiveDecimalString } from '../../../core/decimal.ts';
import { MAX_QUANTITY, positiveUpTo, stored } from './numbers.ts';

export const POSITION_SIZING_TYPES = ['fixed', 'amount', 'percent', 'risk_based'] as const;

/**
 * How large a position is made (domains 5, AU-U9): units, money, percent of equity or of buying power, or money at risk between
 * entry and stop. Fields of another type are refused.
 */
export const positionSizingSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fixed'), fixedQuantity: positiveUpTo(MAX_QUANTITY) }),
  z.strictObject({ type: z.literal('amount'), amountPerPosition: positiveDecimalString() }),
  z.strictObject({
    type: z.literal('percent'),
    percentOfEquity: positiveUpTo('100'),
    useBuyingPower: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('risk_based'), riskPerPosition: positiveDecimalString() }),
]);
export type PositionSizing = z.infer<typeof positionSizingSchema>;

/** The six fields under which a sizing stands in an event (rule Z-R2). */
export const positionSizingFields = {
  positionSizingType: z.enum(POSITION_SIZING_TYPES),
  fixedQuantity: positiveDecimalString().nullable(),
  amountPerPosition: positiveDecimalString().nullable(),
  riskPerPosition: positiveDecimalString().nullable(),
  percentOfEquity: positiveDecimalString().nullable(),
  useBuyingPower: z.boolean(),
};
const fieldsSchema = z.object(positionSizingFields);
export type PositionSizingFields = z.infer<typeof fieldsSchema>;

/** Flattens a sizing for an event. */
export const flattenPositionSizing = (sizing: PositionSizing): PositionSizingFields => ({
  positionSizingType: sizing.type,
  fixedQuantity: sizing.type === 'fixed' ? sizing.fixedQuantity : null,
  amountPerPosition: sizing.type === 'amount' ? sizing.amountPerPosition : null,
  riskPerPosition: sizing.type === 'risk_based' ? sizing.riskPerPosition : null,
  percentOfEquity: sizing.type === 'percent' ? sizing.percentOfEquity : null,
  useBuyingPower: sizing.type === 'percent' && sizing.useBuyingPower,
});

/** Rebuilds a sizing from history; nothing is validated again. */
export const positionSizingOf = (fields: PositionSizingFields): PositionSizing => {
  switch (fields.positionSizingType) {
    case 'fixed':
      return { type: 'fixed', fixedQuantity: stored(fields.fixedQuantity, 'fixedQuantity') };
    case 'amount':
      return { type: 'amount', amountPerPosition: stored(fields.amountPerPosition, 'amountPerPosition') };
    case 'percent': {
      const percentOfEquity = stored(fields.percentOfEquity, 'percentOfEquity');
      return { type: 'percent', percentOfEquity, useBuyingPower: fields.useBuyingPower };
    }
    case 'risk_based':
      return { type: 'risk_based', riskPerPosition: stored(fields.riskPerPosition, 'riskPerPosition') };
  }
};
