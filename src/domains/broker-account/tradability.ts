import type { BrokerAccountState } from './state.ts';

/** Whether orders may go to an account, only closing ones, or none; the reason is for people. */
export interface Tradability {
  readonly tradable: boolean;
  readonly closingOnly: boolean;
  readonly reason: string | null;
}

/** Tells whether the account takes orders: it must be active, and its broker must not forbid it (BA-R1, BA-U7). */
export const tradability = ({ status, restrictions }: BrokerAccountState): Tradability => {
  const blocked = (reason: string, closingOnly = false) => ({ tradable: false, closingOnly, reason });
  if (status !== 'active') return blocked(`the account is ${status}`);
  if (restrictions.accountBlocked) return blocked('the broker has blocked the account');
  if (restrictions.tradingBlocked)
    return blocked('the broker has blocked trading', restrictions.closingOrdersAllowed);
  return { tradable: true, closingOnly: false, reason: null };
};
