import { describe, expect, it } from 'vitest';
import { webhookSettingsSchema, webhookUrl } from '../configuration/webhook-settings.ts';
import { id } from '../testing/fixtures.ts';
import { equalDigests } from './constant-time.ts';
import { isAllowedIp, parseIpRange } from './ip-allow-list.ts';
import {
  containsWebhookToken,
  formatWebhookToken,
  parseWebhookToken,
  withoutWebhookTokens,
} from './webhook-token.ts';

const secret = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJ_-01234';
const parts = { userId: id('user'), automationId: id('automation'), secret };
const token = formatWebhookToken(parts);

describe('a webhook token', () => {
  it('AU-P2: names its owner and its automation', () => {
    expect(token).toBe(`${id('user')}.${id('automation')}.${secret}`);
    expect(parseWebhookToken(token)).toEqual(parts);
  });

  it.each([
    '',
    'x',
    token.slice(1),
    `${token}x`,
    token.replaceAll('.', '/'),
    token.toUpperCase(),
    ` ${token}`,
  ])('is nothing else: %s', (text) => {
    expect(parseWebhookToken(text)).toBeNull();
  });

  it('AU-U15: is found and removed wherever it stands', () => {
    expect(containsWebhookToken(`https://x/hooks/${token}?a=1`)).toBe(true);
    expect(containsWebhookToken(token.replaceAll('.', '%2E'))).toBe(true);
    expect(containsWebhookToken('https://x/hooks')).toBe(false);
    expect(withoutWebhookTokens(`a ${token} b ${token}`)).toBe('a [redacted] b [redacted]');
  });

  it('AU-U15: an address that holds it is refused', () => {
    expect(webhookUrl().safeParse('https://trade.example/hooks').success).toBe(true);
    expect(webhookUrl().safeParse(`https://trade.example/hooks/${token}`).success).toBe(false);
  });
});

describe('comparing digests', () => {
  it('AU-R3: tells equal from different, whatever the place and length', () => {
    const digest = 'a'.repeat(64);
    expect(equalDigests(digest, digest)).toBe(true);
    expect(equalDigests(digest, `b${digest.slice(1)}`)).toBe(false);
    expect(equalDigests(digest, `${digest.slice(1)}b`)).toBe(false);
    expect(equalDigests(digest, digest.slice(1))).toBe(false);
  });
});

describe('addresses that may call a webhook (AU-R3)', () => {
  it('AU-R3: an empty list allows any, even what cannot be read', () => {
    expect(isAllowedIp([], '1.2.3.4')).toBe(true);
    expect(isAllowedIp([], 'unknown')).toBe(true);
  });

  it.each([
    ['52.89.214.238', '52.89.214.238', true],
    ['52.89.214.238', '52.89.214.239', false],
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['0.0.0.0/0', '::1', false],
    ['192.168.1.4/31', '192.168.1.5', true],
    ['192.168.1.4/31', '192.168.1.6', false],
    ['10.0.0.0/8', '::ffff:10.1.1.1', true],
    ['::ffff:10.0.0.0/104', '10.1.1.1', true],
    ['2001:db8::/32', '2001:db8:1:2:3:4:5:6', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::/0', '2001:db8::1', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['2001:DB8::A', '2001:db8::a', true],
    ['10.0.0.0/8', '', false],
    ['10.0.0.0/8', '10.0.0.01', false],
  ])('AU-R3: %s and a call from %s: %s', (range, ip, allowed) => {
    expect(isAllowedIp([range], ip)).toBe(allowed);
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/08',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '::12345',
    '::g',
    '1:2:3:4:5:6:7::8',
    '::1.2.3',
    '::/129',
    '::ffff:10.0.0.0/90',
    'fe80::1%eth0',
    'example.com',
  ])('%s is no address and no range', (text) => {
    expect(parseIpRange(text)).toBeNull();
    expect(webhookSettingsSchema.safeParse({ allowedIps: [text] }).success).toBe(false);
  });

  it('AU-R3: 60 calls a minute unless told otherwise, from 1 to 600', () => {
    expect(webhookSettingsSchema.parse({})).toEqual({ allowedIps: [], rateLimit: 60, tickers: [] });
    for (const rateLimit of [1, 600])
      expect(webhookSettingsSchema.safeParse({ rateLimit }).success).toBe(true);
    for (const rateLimit of [0, 601, 1.5])
      expect(webhookSettingsSchema.safeParse({ rateLimit }).success).toBe(false);
  });
});
