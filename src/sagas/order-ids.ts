import { eventIdOf } from '../core/ids.ts';

const SERIES_LENGTH = 24;

/**
 * Id of an order that a saga makes, derived as event ids are: the saga's id with `number` in its last twelve digits. It is the same
 * for ever, so whoever makes the order again meets the one that exists.
 */
export const sagaOrderId = (sagaId: string, number: number): string =>
  eventIdOf(sagaId.slice(0, SERIES_LENGTH), number);
