const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

const snakeValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snakeValue);
  return value !== null && typeof value === 'object' ? snakeKeys(value) : value;
};

/** A resource as the wire names its fields, however deep; values are as they were. */
export const snakeKeys = (resource: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(resource).map(([key, value]) => [snakeCase(key), snakeValue(value)]));
