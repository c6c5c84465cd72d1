import type { z } from 'zod';
import type { AnyDomain } from '../../core/domain.ts';
import { definitionOf, placesOf, type SchemaPlace } from './schema-walk.ts';

const SECRET = /password|passphrase|secret|token|apikey|privatekey|credential|authorization|cookie|totp/i;
/** What may stand beside a secret: its hash, a reference, its last characters, or a fact about it. */
const NOT_THE_SECRET =
  /(Hash|Digest|Ref|Reference|LastFour|Id|At|Expires|Until|Provided|Count|Kind|Type|Version|Stored|Required)$/;
const MONEY = /(price|amount|quantity|cash|balance|equity|pnl|commission|value|buyingPower|cost)$/i;
const PERSONAL_DOMAIN = 'user_account';

/** True for a key that promises a secret in clear (invariant 13, rule Z-R5). */
export const isSecretKey = (key: string): boolean =>
  SECRET.test(key) && !NOT_THE_SECRET.test(key) && !/^(has|is|was|must)[A-Z]/.test(key);

const isText = (schema: z.ZodType): boolean => ['string', 'custom'].includes(definitionOf(schema).type);

const isPersonal = (schema: z.ZodType): boolean => schema.meta()?.['personal'] === true;

/** What names fields has their names as values: those that changed, or the limit that was exceeded. */
const NAMES_FIELDS = /^(changed(Fields)?|limit)$/;

const enumValues = (schema: z.ZodType): readonly unknown[] => {
  const { type, entries = {} } = definitionOf(schema);
  return type === 'enum' ? Object.values(entries) : [];
};

const placeProblems = (domain: string, { path, schema }: SchemaPlace): readonly string[] => {
  const key = path.at(-1) ?? '';
  const { type } = definitionOf(schema);
  const bad = (problem: string) => `${path.join('.')} ${problem}`;
  const problems: (string | false)[] = [
    isSecretKey(key) && isText(schema) && bad('promises a secret'),
    key !== '' && !/^[a-z][A-Za-z0-9]*$/.test(key) && bad('is not camelCase'),
    MONEY.test(key) && (type === 'number' || type === 'int') && bad('is money as a binary number'),
    type === 'optional' && bad('may be left out; null must be said'),
    isPersonal(schema) && domain !== PERSONAL_DOMAIN && bad('is personal outside the user account'),
    ...(NAMES_FIELDS.test(key) ? [] : enumValues(schema)).map(
      (value) => !/^[a-z0-9]+([_-][a-z0-9]+)*$/.test(String(value)) && bad(`may be "${value}"`),
    ),
  ];
  return problems.filter((problem) => problem !== false);
};

const NOT_EXPECTED: readonly unknown[] = ['', 'words', '-1', '1e3', 'NaN', '9'.repeat(50), null, 7, [], {}];

/** Places that throw at what they do not take, instead of telling what is wrong with it (rule Z-R8). */
const throwingPlaces = (schema: z.ZodType): readonly string[] =>
  placesOf(schema).flatMap(({ path, schema: part }) => {
    try {
      for (const value of NOT_EXPECTED) part.safeParse(value);
      return [];
    } catch {
      return [`${path.join('.')} throws at a value that it does not take`];
    }
  });

/** Schemas of commands and events that throw. */
export const throwingSchemas = ({ aggregate, commands }: AnyDomain): readonly string[] =>
  [
    ...[...aggregate.events.definitions.values()].map(({ type, schema }) => [type, schema] as const),
    ...Object.entries(commands).map(([type, { schema }]) => [type, schema] as const),
  ].flatMap(([type, schema]) => [...new Set(throwingPlaces(schema))].map((problem) => `${type}: ${problem}`));

/** What the schemas of a domain's events allow and must not. */
export const schemaProblems = ({ aggregate }: AnyDomain): readonly string[] =>
  [...aggregate.events.definitions.values()].flatMap(({ type, schema }) => {
    const problems = placesOf(schema).flatMap((place) => placeProblems(aggregate.type, place));
    return [...new Set(problems)].map((problem) => `${type}: ${problem}`);
  });

/** Keys under which a value keeps text, at any depth. */
export const textKeysWithin = (value: unknown): readonly string[] =>
  value === null || typeof value !== 'object'
    ? []
    : Object.entries(value).flatMap(([key, part]) =>
        typeof part === 'string' && !Array.isArray(value) ? [key] : textKeysWithin(part),
      );
