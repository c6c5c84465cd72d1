import { z } from 'zod';

/** An object that need not name every member: what it leaves out is as in `unnamed`. What is no object is left for the schema to refuse. */
export const partialBody = <Schema extends z.ZodType>(unnamed: object, schema: Schema) =>
  z.preprocess(
    (given) =>
      given !== null && typeof given === 'object' && !Array.isArray(given) ? { ...unnamed, ...given } : given,
    schema,
  );
