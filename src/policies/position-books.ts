/** Key of the book that holds an instrument's positions on an account. */
export const positionBookKey = (accountId: string, symbol: string): string => `${accountId}:${symbol}`;
