import { z } from 'zod';
import { decimalString, positiveDecimalString } from '../../core/decimal.ts';
import { accountFiguresSchema } from '../shared/trading.ts';
import { REPORT_FAULTS } from './values.ts';

/** Why cash moved. */
export const LEDGER_TYPES = [
  'deposit',
  'withdrawal',
  'trade',
  'commission',
  'dividend',
  'settlement',
  'variation',
  'reset',
] as const;

/** One movement of cash: the only way a virtual account's cash changes. */
export const ledgerEntrySchema = z.object({
  type: z.enum(LEDGER_TYPES),
  amount: decimalString(),
  balanceAfter: decimalString(),
  reference: z.string(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** The account that an event is of. */
export const identity = { virtualAccountId: z.uuid(), userId: z.uuid(), accountId: z.uuid() };

/** The order that an event is of, and what shall go wrong with its report. */
export const orderFields = {
  orderId: z.uuid(),
  clientOrderId: z.string().min(1),
  brokerOrderId: z.string().min(1),
  reportFault: z.enum(REPORT_FAULTS),
};

/** Money after an event that moved some, or reserved or released it. */
export const moneyFields = { ledger: z.array(ledgerEntrySchema), figures: accountFiguresSchema };

/** The price at which a position is valued from now on. */
export const positionMarkSchema = z.object({ symbol: z.string(), price: positiveDecimalString() });
export type PositionMark = z.infer<typeof positionMarkSchema>;
