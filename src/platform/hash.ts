import { sha256 as noble } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { deterministicId, type Hash } from '../core/ids.ts';

const encoder = new TextEncoder();

/** SHA-256 in lower-case hex. Synchronous, which WebCrypto is not, so it may run inside a transaction. */
export const sha256: Hash = (text) => bytesToHex(noble(encoder.encode(text)));

/** A UUID derived from its parts by SHA-256. */
export const idOf = (...parts: readonly (string | number)[]): string => deterministicId(sha256, ...parts);
