import { z } from 'zod';
import { positiveDecimalString } from '../../../core/decimal.ts';
import { stored } from './numbers.ts';

export const TAKE_PROFIT_TYPES = ['price', 'dollar', 'percentage', 'risk_reward'] as const;

/** Where a position's profit is taken (domains 5): a price, money won by the whole position, percent of the entry, or a multiple of the risk. */
export const takeProfitSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('price'), price: positiveDecimalString() }),
  z.strictObject({ type: z.literal('dollar'), dollarAmount: positiveDecimalString() }),
  z.strictObject({ type: z.literal('percentage'), percentage: positiveDecimalString() }),
  z.strictObject({ type: z.literal('risk_reward'), riskRewardRatio: positiveDecimalString() }),
]);
export type TakeProfit = z.infer<typeof takeProfitSchema>;

/** The five fields under which a target stands in an event (rule Z-R2). */
export const takeProfitFields = {
  takeProfitType: z.enum(TAKE_PROFIT_TYPES).nullable(),
  takeProfitPrice: positiveDecimalString().nullable(),
  takeProfitDollarAmount: positiveDecimalString().nullable(),
  takeProfitPercentage: positiveDecimalString().nullable(),
  takeProfitRiskRewardRatio: positiveDecimalString().nullable(),
};
const fieldsSchema = z.object(takeProfitFields);
export type TakeProfitFields = z.infer<typeof fieldsSchema>;

/** Flattens a target for an event; null is no target. */
export const flattenTakeProfit = (target: TakeProfit | null): TakeProfitFields => ({
  takeProfitType: target?.type ?? null,
  takeProfitPrice: target?.type === 'price' ? target.price : null,
  takeProfitDollarAmount: target?.type === 'dollar' ? target.dollarAmount : null,
  takeProfitPercentage: target?.type === 'percentage' ? target.percentage : null,
  takeProfitRiskRewardRatio: target?.type === 'risk_reward' ? target.riskRewardRatio : null,
});

/** Rebuilds a target from history; nothing is validated again. */
export const takeProfitOf = (fields: TakeProfitFields): TakeProfit | null => {
  switch (fields.takeProfitType) {
    case null:
      return null;
    case 'price':
      return { type: 'price', price: stored(fields.takeProfitPrice, 'takeProfitPrice') };
    case 'dollar':
      return {
        type: 'dollar',
        dollarAmount: stored(fields.takeProfitDollarAmount, 'takeProfitDollarAmount'),
      };
    case 'percentage':
      return { type: 'percentage', percentage: stored(fields.takeProfitPercentage, 'takeProfitPercentage') };
    case 'risk_reward': {
      const riskRewardRatio = stored(fields.takeProfitRiskRewardRatio, 'takeProfitRiskRewardRatio');
      return { type: 'risk_reward', riskRewardRatio };
    }
  }
};
