import { canonicalJson, type Hash } from '../../core/ids.ts';
import { invalid, type Parsed, valid } from './value.ts';

/** A SHA-256 in lower-case hex that stands for something without telling it: the secret a token is bound to, the body of a signal. */
export type Fingerprint = string & { readonly __brand: 'Fingerprint' };

const SHA256_HEX = /^[0-9a-f]{64}$/;

/** Makes fingerprints and compares them. */
export const Fingerprint = {
  create: (input: string): Parsed<Fingerprint> =>
    SHA256_HEX.test(input)
      ? valid(input as Fingerprint)
      : invalid('invalid_fingerprint', 'a fingerprint is 64 hexadecimal digits in lower case'),
  /** The fingerprint of any JSON value; the order of its keys does not count (rule Z-R7). */
  of: (hash: Hash, value: unknown): Fingerprint => hash(canonicalJson(value)) as Fingerprint,
  /** Takes the same time wherever the two differ, so that a secret's fingerprint cannot be found digit by digit. */
  equals: (a: Fingerprint, b: Fingerprint): boolean => {
    let difference = a.length ^ b.length;
    for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
    return difference === 0;
  },
};
