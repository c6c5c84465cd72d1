const IPV4_BITS = 32;
const IPV6_BITS = 128;
const MAPPED_IPV4 = 0xffffn;

/** An address as a number; an IPv4 address inside IPv6 (`::ffff:1.2.3.4`) counts as IPv4. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A range of addresses: those whose first `prefix` bits are those of `value`. */
export interface IpRange extends Address {
  readonly prefix: number;
}

// A leading zero means octal to some readers and nothing to others, so it is refused.
const OCTET = /^(0|[1-9]\d{0,2})$/;

const ipv4Value = (text: string): bigint | null => {
  const octets = text.split('.');
  if (octets.length !== 4) return null;
  let value = 0n;
  for (const octet of octets) {
    if (!OCTET.test(octet) || Number(octet) > 255) return null;
    value = (value << 8n) | BigInt(octet);
  }
  return value;
};

const groupsOf = (part: string): readonly string[] => (part === '' ? [] : part.split(':'));

/** Rewrites a trailing IPv4 part as two groups; null when it is not one. */
const withoutIpv4Tail = (text: string): string | null => {
  const at = text.lastIndexOf(':');
  const tail = text.slice(at + 1);
  if (!tail.includes('.')) return text;
  const value = ipv4Value(tail);
  if (value === null || at < 0) return null;
  return `${text.slice(0, at + 1)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
};

const ipv6Value = (text: string): bigint | null => {
  const plain = withoutIpv4Tail(text);
  if (plain === null) return null;
  const halves = plain.split('::');
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  let value = 0n;
  for (const group of [...head, ...Array<string>(missing).fill('0'), ...tail]) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
    value = (value << 16n) | BigInt(`0x${group}`);
  }
  return value;
};

const parseAddress = (text: string): Address | null => {
  if (!text.includes(':')) {
    const value = ipv4Value(text);
    return value === null ? null : { bits: IPV4_BITS, value };
  }
  const value = ipv6Value(text);
  if (value === null) return null;
  return value >> 32n === MAPPED_IPV4
    ? { bits: IPV4_BITS, value: value & 0xffffffffn }
    : { bits: IPV6_BITS, value };
};

/** The range that an address or a CIDR range such as `10.0.0.0/8` stands for, or null when it is neither. */
export const parseIpRange = (text: string): IpRange | null => {
  const [addressText = '', prefixText, ...rest] = text.split('/');
  const address = parseAddress(addressText);
  if (!address || rest.length > 0) return null;
  if (prefixText === undefined) return { ...address, prefix: address.bits };
  if (!OCTET.test(prefixText)) return null;
  const mapped = addressText.includes(':') && address.bits === IPV4_BITS;
  const prefix = Number(prefixText) - (mapped ? IPV6_BITS - IPV4_BITS : 0);
  return prefix >= 0 && prefix <= address.bits ? { ...address, prefix } : null;
};

const isInRange = (address: Address, range: IpRange): boolean => {
  if (address.bits !== range.bits) return false;
  const rest = BigInt(range.bits - range.prefix);
  return address.value >> rest === range.value >> rest;
};

/** True when the address is in one of the ranges, or when there are none: an empty list allows any (AU-R3). Unreadable text is never allowed. */
export const isAllowedIp = (allowed: readonly string[], ip: string): boolean => {
  if (allowed.length === 0) return true;
  const address = parseAddress(ip);
  if (!address) return false;
  return allowed.some((text) => {
    const range = parseIpRange(text);
    return range !== null && isInRange(address, range);
  });
};
