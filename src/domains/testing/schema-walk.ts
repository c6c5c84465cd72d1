import type { z } from 'zod';

/** A place in a schema: the keys that lead there, and what stands there. */
export interface SchemaPlace {
  readonly path: readonly string[];
  readonly schema: z.ZodType;
}

/** Parts of a zod 4 definition that hold other schemas. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly items?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
}

/** The definition that zod keeps on a schema. */
export const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

/** Every place of a schema, the schema itself first; keys of nested objects are joined into the path. */
export const placesOf = (schema: z.ZodType, path: readonly string[] = []): readonly SchemaPlace[] => {
  const {
    innerType,
    element,
    left,
    right,
    valueType,
    options = [],
    items = [],
    shape = {},
    ...definition
  } = definitionOf(schema);
  const same = [
    innerType,
    element,
    definition.in,
    definition.out,
    left,
    right,
    valueType,
    ...options,
    ...items,
  ];
  return [
    { path, schema },
    ...same.flatMap((part) => (part ? placesOf(part, path) : [])),
    ...Object.entries(shape).flatMap(([key, part]) => placesOf(part, [...path, key])),
  ];
};

/** The values of a schema's discriminating `type`, also through unions and refinements. */
export const typeLiterals = (schema: z.ZodType): readonly unknown[] => {
  const { shape, options = [], innerType, in: input } = definitionOf(schema);
  const literal = shape?.['type'];
  if (literal) return definitionOf(literal).values ?? [];
  return [...options, innerType, input].flatMap((part) => (part ? typeLiterals(part) : []));
};
