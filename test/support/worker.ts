/** TradeCore's Worker with the booking domain beside it, which shares nothing with trading but core and objects. */
export * from '../../src/worker.ts';
export { default } from '../../src/worker.ts';
export * from '../booking/objects.ts';
