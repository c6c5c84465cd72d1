import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What scrypt costs: iterations, block size, parallelism. */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** Parameters of a new hash; each hash carries its own, so that they can be raised without breaking older ones. */
const COST: ScryptCost = { N: 32_768, r: 8, p: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MAX_MEMORY = 64 * 1024 * 1024;

const derive = (password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );

const parametersOf = ({ N, r, p }: ScryptCost) => ['scrypt', N, r, p];

/** Hashes a password with scrypt, by today's parameters unless told others; the answer holds algorithm, parameters and salt. */
export const hashPassword = async (password: string, cost: ScryptCost = COST): Promise<string> => {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return [...parametersOf(cost), salt.toString('base64'), key.toString('base64')].join('$');
};

/** True when a hash was made by other parameters than today's, so that it is to be made anew when the password is known (UA-U2). */
export const isOutdated = (stored: string): boolean => !stored.startsWith(`${parametersOf(COST).join('$')}$`);

/** True when the password makes this hash. Without a hash it works as long and answers false, so that time tells nothing. */
export const verifyPassword = async (password: string, stored: string | null): Promise<boolean> => {
  const [algorithm, N, r, p, salt, key] = stored?.split('$') ?? [];
  if (algorithm !== 'scrypt' || salt === undefined || key === undefined) {
    await derive(password, Buffer.alloc(SALT_BYTES), COST);
    return false;
  }
  const expected = Buffer.from(key, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return actual.length === expected.length && timingSafeEqual(actual, expected);
};
