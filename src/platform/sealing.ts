import { z } from 'zod';

const PREFIX = 'sealed:v1:';
const IV_BYTES = 12;

const masterKeysSchema = z.object({ current: z.string(), keys: z.record(z.string(), z.string()) });

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

const aesKey = (raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);

const masterKey = (masterKeys: string, id: string): Promise<CryptoKey> => {
  const key = masterKeysSchema.parse(JSON.parse(masterKeys)).keys[id];
  if (key === undefined) throw new Error(`master key ${id} is not configured`);
  return aesKey(fromBase64(key));
};

const encrypt = async (key: CryptoKey, plain: Uint8Array<ArrayBuffer>): Promise<string> => {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const cipher = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain));
  return toBase64(new Uint8Array([...iv, ...cipher]));
};

const decrypt = async (key: CryptoKey, text: string): Promise<Uint8Array<ArrayBuffer>> => {
  const bytes = fromBase64(text);
  const plain = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: bytes.subarray(0, IV_BYTES) },
    key,
    bytes.subarray(IV_BYTES),
  );
  return new Uint8Array(plain);
};

/** A fresh data key, wrapped by the current master key; the wrapped text names the key that wrapped it. */
export const newDataKey = async (masterKeys: string): Promise<{ readonly wrapped: string }> => {
  const { current } = masterKeysSchema.parse(JSON.parse(masterKeys));
  const raw = crypto.getRandomValues(new Uint8Array(32));
  return { wrapped: `${current}:${await encrypt(await masterKey(masterKeys, current), raw)}` };
};

/** The data key behind a wrapped text; throws when its master key is not configured. */
export const openDataKey = async (masterKeys: string, wrapped: string): Promise<CryptoKey> => {
  const separator = wrapped.indexOf(':');
  const master = await masterKey(masterKeys, wrapped.slice(0, separator));
  return aesKey(await decrypt(master, wrapped.slice(separator + 1)));
};

/** Seals a text with a data key: AES-256-GCM, fresh nonce. */
export const seal = async (key: CryptoKey, plain: string): Promise<string> =>
  PREFIX + (await encrypt(key, new Uint8Array(new TextEncoder().encode(plain))));

/** Opens a sealed text; null when it was not sealed with this key. */
export const unseal = async (key: CryptoKey, sealed: string): Promise<string | null> => {
  if (!sealed.startsWith(PREFIX)) return null;
  try {
    return new TextDecoder().decode(await decrypt(key, sealed.slice(PREFIX.length)));
  } catch {
    return null;
  }
};
