import { hash } from 'node:crypto';
import { deterministicId, type Hash } from '../core/ids.ts';

/** SHA-256 in lower-case hex. Synchronous, which WebCrypto is not, so it may run inside a transaction. */
export const sha256: Hash = (text) => hash('sha256', text, 'hex');

/** A UUID derived from its parts by SHA-256. */
export const idOf = (...parts: readonly (string | number)[]): string => deterministicId(sha256, ...parts);
