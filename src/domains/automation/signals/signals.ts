import { z } from 'zod';
import type { Rejection } from '../../../core/decider.ts';
import { ORDER_TYPES, TIMES_IN_FORCE } from '../../shared/trading.ts';
import { symbolText } from '../configuration/webhook-settings.ts';
import { QUANTITY_TYPES, SENTIMENTS, SIGNAL_ACTIONS } from '../values.ts';
import { flag, shortText, signalDecimal, signalTime, word } from './fields.ts';
import { isRecord, payloadProblem, renamed, withSnakeCase } from './payload.ts';
import { signalStop, signalTarget } from './protection.ts';

/** Names by which senders call the fields of a signal (brokers 6.2, AU-U5). */
const NAMES = withSnakeCase({
  action: ['action'],
  sentiment: ['sentiment'],
  symbol: ['symbol', 'ticker'],
  quantity: ['quantity', 'qty', 'contracts'],
  quantityType: ['quantityType'],
  orderType: ['orderType'],
  price: ['price'],
  limitPrice: ['limitPrice'],
  stopPrice: ['stopPrice'],
  trailAmount: ['trailAmount', 'trailPrice'],
  trailPercent: ['trailPercent'],
  timeInForce: ['timeInForce'],
  extendedHours: ['extendedHours'],
  stopLoss: ['stopLoss'],
  takeProfit: ['takeProfit'],
  signalPrice: ['signalPrice'],
  time: ['time', 'timestamp'],
  signalId: ['signalId'],
  strategy: ['strategy'],
  test: ['test'],
});

const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);

const fieldsSchema = z.object({
  action: word(SIGNAL_ACTIONS),
  sentiment: optional(word(SENTIMENTS, { bullish: 'long', bearish: 'short' })),
  /** Null leaves it to the automation, which has one. */
  symbol: optional(symbolText()),
  quantity: optional(signalDecimal()),
  quantityType: word(QUANTITY_TYPES, {
    contracts: 'shares',
    fixed_quantity: 'shares',
    dollar_amount: 'dollars',
    percent_of_equity: 'percent_equity',
    percent_of_position: 'percent_position',
    risk_dollar_amount: 'risk_dollars',
    risk_percent_of_equity: 'risk_percent',
  }).default('shares'),
  orderType: optional(word(ORDER_TYPES)),
  /** The sender's price; the limit of a limit order that has no `limitPrice`. */
  price: optional(signalDecimal()),
  limitPrice: optional(signalDecimal()),
  stopPrice: optional(signalDecimal()),
  trailAmount: optional(signalDecimal()),
  trailPercent: optional(signalDecimal()),
  timeInForce: optional(word(TIMES_IN_FORCE)),
  extendedHours: flag(),
  stopLoss: optional(signalStop()),
  takeProfit: optional(signalTarget()),
  /** The price at which the sender saw its signal; told, not traded on. */
  signalPrice: optional(signalDecimal()),
  time: optional(signalTime()),
  signalId: optional(shortText(128)),
  strategy: optional(shortText(100)),
  /** A dry run: judged like any other, and never executed. */
  test: flag(),
});

/** A signal as its sender meant it (AU-R4, AU-R5): what was left out is null. */
export type Signal = z.infer<typeof fieldsSchema>;

const invalid = (detail: string, field?: string): Rejection => ({
  code: 'signal_payload_invalid',
  detail,
  ...(field && { field }),
});

const termsProblem = (signal: Signal): Rejection | null => {
  const { orderType, stopPrice, trailAmount, trailPercent } = signal;
  if ((orderType === 'stop' || orderType === 'stop_limit') && stopPrice === null)
    return invalid(`a ${orderType} order needs a stop price`, 'stopPrice');
  if (orderType === 'trailing_stop' && (trailAmount === null) === (trailPercent === null))
    return invalid('a trailing stop order needs either an amount or a percent', 'trailPercent');
  if (signal.action === 'exit' && orderType !== null && orderType !== 'market' && orderType !== 'limit')
    return invalid('an exit is a market or a limit order', 'orderType');
  return null;
};

/** Reads the JSON of a webhook; null stands for a body that was no JSON. Refused as `signal_payload_invalid` with the field to blame. */
export const parseSignal = (
  payload: unknown,
): { readonly ok: true; readonly signal: Signal } | { readonly ok: false; readonly rejection: Rejection } => {
  if (!isRecord(payload)) return { ok: false, rejection: invalid('the body must be a JSON object') };
  const problem = payloadProblem(payload);
  if (problem) return { ok: false, rejection: invalid(`the body is no signal: ${problem}`) };
  const parsed = fieldsSchema.safeParse(renamed(payload, NAMES));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path[0];
    const name = field === undefined ? '' : String(field);
    return { ok: false, rejection: invalid(`${name}: ${issue?.message ?? 'invalid'}`, name) };
  }
  const rejection = termsProblem(parsed.data);
  return rejection ? { ok: false, rejection } : { ok: true, signal: parsed.data };
};
