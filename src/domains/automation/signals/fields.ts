import { z } from 'zod';
import { Decimal, text } from '../../../core/decimal.ts';
import { instant, isUtcInstant, type UtcInstant } from '../../../core/instant.ts';

const PLAIN_DECIMAL = /^-?\d{1,20}(\.\d{1,28})?$/;
const EPOCH = /^\d{10}(\d{3})?$/;

/** A decimal above zero, quoted or not (brokers 6.1). */
export const signalDecimal = () =>
  z.union([z.number(), z.string()], 'must be a number').transform((value, context) => {
    const written = typeof value === 'number' ? text(new Decimal(value)) : value.trim();
    if (PLAIN_DECIMAL.test(written) && new Decimal(written).gt(0)) return written;
    context.addIssue({ code: 'custom', message: 'must be a number above zero' });
    return z.NEVER;
  });

/** One of these words in any case, or what a sender calls it. */
export const word = <const Word extends string>(
  words: readonly Word[],
  synonyms: Readonly<Record<string, Word>> = {},
) =>
  z.string('must be text').transform((given, context): Word => {
    const plain = given.trim().toLowerCase().replaceAll('-', '_').replaceAll(' ', '_');
    const known = words.find((candidate) => candidate === plain);
    const meant = known ?? (Object.hasOwn(synonyms, plain) ? synonyms[plain] : undefined);
    if (meant) return meant;
    context.addIssue({ code: 'custom', message: `must be one of ${words.join(', ')}` });
    return z.NEVER;
  });

/** True or false, as JSON or as text. */
export const flag = () =>
  z
    .union(
      [z.boolean(), word(['true', 'false']).transform((given) => given === 'true')],
      'must be true or false',
    )
    .default(false);

const fromEpoch = (digits: string): UtcInstant => instant(Number(digits) * (digits.length === 10 ? 1000 : 1));

/** An instant: ISO text ending in Z, or seconds or milliseconds since 1970. */
export const signalTime = () =>
  z.union([z.int(), z.string()], 'must be an instant').transform((value, context): UtcInstant => {
    const written = String(value).trim();
    if (EPOCH.test(written)) return fromEpoch(written);
    if (isUtcInstant(written)) return written;
    context.addIssue({ code: 'custom', message: 'must be an ISO instant ending in Z or an epoch time' });
    return z.NEVER;
  });

/** Short text; a number counts as its digits. */
export const shortText = (max: number) =>
  z.union([z.string(), z.number()], 'must be text').transform(String).pipe(z.string().trim().min(1).max(max));
