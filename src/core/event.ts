import { z } from 'zod';
import type { DomainEvent } from './decider.ts';

/** A type of event: its exact stored name, its schema version, and the schema of its data. */
export interface EventDefinition<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly type: Type;
  readonly schemaVersion: number;
  readonly schema: Schema;
  /** A new event; the object parses `data` once more before it appends. */
  (data: z.infer<Schema>, overrides?: { readonly correlationId: string }): DomainEvent<Type, z.infer<Schema>>;
}

/** Defines an event type. The name is what is stored for ever; a breaking change is a new name (rule V-R2). */
export const defineEvent = <const Type extends string, Schema extends z.ZodType>(
  type: Type,
  schemaVersion: number,
  schema: Schema,
): EventDefinition<Type, Schema> =>
  Object.assign(
    (data: z.infer<Schema>, overrides?: { readonly correlationId: string }) => ({ type, data, ...overrides }),
    { type, schemaVersion, schema },
  );

/** The union of the events that these definitions make. */
export type EventOf<Definitions extends Record<string, EventDefinition>> = {
  [Name in keyof Definitions]: DomainEvent<Definitions[Name]['type'], z.infer<Definitions[Name]['schema']>>;
}[keyof Definitions];

const SEALED = 'sealed:';

/** Schema of a personal field: opaque text sealed with the user's data key before the command was given. */
export const personal = () =>
  z
    .string()
    .startsWith(SEALED, 'personal data must be sealed before it reaches an event')
    .meta({ personal: true });

/** Names of the personal fields of an event type. */
export const personalFields = (definition: EventDefinition): readonly string[] =>
  definition.schema instanceof z.ZodObject
    ? Object.entries(definition.schema.shape as Record<string, z.ZodType>)
        .filter(([, field]) => field.meta()?.['personal'] === true)
        .map(([name]) => name)
    : [];
