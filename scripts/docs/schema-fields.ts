import type { z } from 'zod';
import { assetFields } from '../../src/domains/shared/derivatives.ts';

/** A field of a command or event as people read it. */
export interface DocumentedField {
  readonly name: string;
  readonly type: string;
}

/** The parts of a schema's definition that are read here; zod 4 keeps them on every schema. */
interface Definition {
  readonly type: string;
  readonly format?: string;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly items?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly getter?: () => z.ZodType;
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

const MAX_DEPTH = 3;
const OPAQUE = 'any';

/** A schema that throws at a value does not take it; that it throws is told by the test of the registry. */
const accepts = (schema: z.ZodType, value: unknown): boolean => {
  try {
    return schema.safeParse(value).success;
  } catch {
    return false;
  }
};

/** Which kind of text a schema takes, found by trying: the same schema is an instant wherever it was built. */
const textType = (schema: z.ZodType, format: string | undefined): string => {
  if (schema.meta()?.['personal'] === true) return 'sealed text';
  if (format === 'uuid' || format === 'guid') return 'uuid';
  if (['some words', 'word', '2026-13-16T14:30:00.000Z'].some((text) => accepts(schema, text))) return 'text';
  if (accepts(schema, '2026-01-16T14:30:00.000Z')) return 'instant';
  if (accepts(schema, '2026-01-16')) return 'date';
  if (!accepts(schema, '12.5')) return 'text';
  if (accepts(schema, '-1')) return 'decimal';
  return accepts(schema, '0') ? 'decimal ≥ 0' : 'decimal > 0';
};

const numberType = (schema: z.ZodType): string =>
  accepts(schema, 0.5) || accepts(schema, 1.5) ? 'number' : 'integer';

const alternatives = (values: readonly unknown[]): string =>
  values.map((value) => (value === null ? 'null' : `\`${String(value)}\``)).join(' or ');

/** The type of a value in words: `uuid`, `decimal > 0`, `instant`, the values of an enumeration, fields of an object. */
export const typeInWords = (schema: z.ZodType, depth = 0): string => {
  const definition = definitionOf(schema);
  const inner = (part: z.ZodType | undefined) => (part ? typeInWords(part, depth) : OPAQUE);
  switch (definition.type) {
    case 'string':
    case 'custom':
      return textType(schema, definition.format);
    case 'number':
    case 'int':
      return numberType(schema);
    case 'literal':
      return alternatives(definition.values ?? []);
    case 'enum':
      return alternatives(Object.values(definition.entries ?? {}));
    case 'nullable':
      return `${inner(definition.innerType)} or null`;
    case 'optional':
      return `${inner(definition.innerType)}, may be left out`;
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'catch':
      return inner(definition.innerType);
    case 'pipe':
      return inner(
        definitionOf(definition.in as z.ZodType).type === 'transform' ? definition.out : definition.in,
      );
    case 'lazy':
      return depth < MAX_DEPTH && definition.getter ? typeInWords(definition.getter(), depth + 1) : OPAQUE;
    case 'array':
      return `list of ${inner(definition.element)}`;
    case 'tuple':
      return `[${(definition.items ?? []).map(inner).join(', ')}]`;
    case 'record':
      return `map of ${inner(definition.keyType)} to ${inner(definition.valueType)}`;
    case 'union':
      return (definition.options ?? []).map((option) => typeInWords(option, depth)).join(' or ');
    case 'object':
      return depth < MAX_DEPTH ? objectInWords(schema, depth + 1) : 'object';
    default:
      return definition.type === 'unknown' ? OPAQUE : definition.type;
  }
};

const objectInWords = (schema: z.ZodType, depth: number): string => {
  const fields = fieldsAt(schema, depth).map(({ name, type }) => (type === '' ? name : `${name}: ${type}`));
  return `{ ${fields.join('; ')} }`;
};

const ASSET_FIELDS = Object.keys(assetFields);

const fieldsAt = (schema: z.ZodType, depth: number): readonly DocumentedField[] => {
  const { type, shape = {}, options = [] } = definitionOf(schema);
  if (type === 'union')
    return [{ name: 'one of', type: options.map((o) => typeInWords(o, depth)).join(' or ') }];
  const asset = ASSET_FIELDS.every((name) => name in shape);
  const own = Object.entries(shape).filter(([name]) => !asset || !ASSET_FIELDS.includes(name));
  const fields = own.map(([name, field]) => ({ name, type: typeInWords(field, depth) }));
  return asset ? [...fields, { name: 'the 17 asset fields', type: '' }] : fields;
};

/** The fields of an object's schema in order, without the discriminating `type`; the 17 asset fields are one entry. */
export const fieldsInWords = (schema: z.ZodType): readonly DocumentedField[] =>
  fieldsAt(schema, 0).filter(({ name }) => name !== 'type');
