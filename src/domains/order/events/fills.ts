import { z } from 'zod';
import { computedDecimal, decimalString, positiveDecimalString } from '../../../core/decimal.ts';
import { defineEvent } from '../../../core/event.ts';
import { assetFields } from '../../shared/derivatives.ts';
import { utcInstant } from '../../shared/quote.ts';
import { ORDER_SIDES, POSITION_EFFECTS } from '../../shared/trading.ts';
import { orderGroupSchema } from '../intent.ts';
import { ids } from './intent.ts';

/** What a position and the group need to know of the order behind a fill (rule N-R1). */
const traded = {
  ...ids,
  brokerId: z.string().min(1),
  automationId: z.uuid().nullable(),
  signalId: z.uuid().nullable(),
  fillId: z.string().min(1),
  symbol: z.string().min(1),
  ...assetFields,
  multiplier: positiveDecimalString(),
  side: z.enum(ORDER_SIDES),
  positionEffect: z.enum(POSITION_EFFECTS).nullable(),
  group: orderGroupSchema.nullable(),
};

const sums = {
  cumulativeQuantity: computedDecimal(),
  averageFillPrice: computedDecimal(),
  totalCommission: computedDecimal(),
};

const fillData = z.object({
  ...traded,
  fillPrice: positiveDecimalString(),
  fillQuantity: positiveDecimalString(),
  commission: decimalString(),
  ...sums,
  /** The order had ended before the fill was heard of; its status stays. */
  late: z.boolean(),
  filledAt: utcInstant(),
});
export type FillData = z.infer<typeof fillData>;

/** A fill that leaves a rest; cumulative figures include it. */
export const OrderPartiallyFilledEvent = defineEvent('OrderPartiallyFilledEvent', 2, fillData);

/** The fill that completes the order; cumulative figures include it. */
export const OrderFilledEvent = defineEvent('OrderFilledEvent', 2, fillData);

/** The broker corrected a trade, which `fillId` names; a quantity of zero means that it was broken. Sums are those after it. */
export const OrderFillCorrectedEvent = defineEvent(
  'OrderFillCorrectedEvent',
  1,
  z.object({
    ...traded,
    fillPrice: positiveDecimalString(),
    fillQuantity: decimalString(),
    commission: decimalString(),
    previousPrice: positiveDecimalString(),
    previousQuantity: decimalString(),
    previousCommission: decimalString(),
    ...sums,
    reason: z.string(),
    correctedAt: utcInstant(),
  }),
);
