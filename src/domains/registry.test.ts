import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MAX_EVENT_LENGTH } from '../core/command-turn.ts';
import { decimal } from '../core/decimal.ts';
import type { AnyDomain } from '../core/domain.ts';
import { defineEvent, type EventDefinition } from '../core/event.ts';
import { aggregates, hubViews } from './catalog.ts';
import { kits } from './kits.ts';
import { domains } from './manifests.ts';
import { type DomainUnderTest, manifestProblems, sharedNames } from './testing/manifest-problems.ts';
import { isSecretKey, textKeysWithin } from './testing/schema-problems.ts';

describe('the domains of the system (domains 9, step 9)', () => {
  it('are the eight of the specification, by their stored names', () => {
    expect(domains.map(({ aggregate }) => aggregate.type)).toEqual([
      'user_account',
      'broker_connection',
      'broker_account',
      'virtual_broker',
      'automation',
      'order',
      'position',
      'portfolio',
    ]);
    expect(kits.map(({ domain }) => domain)).toEqual(domains);
  });

  it('are those that the objects host, and every view is kept by the hub', () => {
    expect(Object.values(aggregates)).toEqual(domains.map(({ aggregate }) => aggregate));
    expect(hubViews).toEqual(expect.arrayContaining(domains.flatMap(({ views }) => views)));
  });

  it('E-R2: a command or event belongs to one domain', () => {
    expect(sharedNames(domains)).toEqual([]);
  });

  it.each(kits)(
    'pitfall 4, E-R1, E-R3, E-R5, S-R3, S-R6, Z-R8: $name lacks no fixture, view, message, row or sentence, and has none too many',
    (under) => {
      expect(manifestProblems(under)).toEqual([]);
    },
  );
});

describe('what is stored', () => {
  it.each(kits)('invariant 13, Z-R5, G-R5: nothing that $name keeps has room for a secret', ({ live }) => {
    const keys = new Set<string>();
    live({ runs: 100, seed: 1 }, (state, history) => {
      for (const key of textKeysWithin([state, history.at(-1)?.data])) keys.add(key);
    });
    expect(keys.size).toBeGreaterThan(1);
    expect([...keys].filter(isSecretKey)).toEqual([]);
  });

  it.each(kits)('Z-R4: no golden event of $name comes near the largest that fits', ({ golden }) => {
    for (const { data } of Object.values(golden))
      expect(JSON.stringify(data).length).toBeLessThan(MAX_EVENT_LENGTH / 4);
  });
});

describe('the registry test itself finds', () => {
  const [whole] = kits;
  if (!whole) throw new Error('there is no domain');
  const { domain, golden } = whole;
  const { definitions } = domain.aggregate.events;
  const [type = '', note] = Object.entries(domain.events)[0] ?? [];
  const [command = ''] = Object.keys(domain.commands);
  const told = note ?? { summary: '', message: null };

  const withDefinition = (definition: EventDefinition): AnyDomain => ({
    ...domain,
    aggregate: {
      ...domain.aggregate,
      events: {
        ...domain.aggregate.events,
        definitions: new Map([...definitions, [definition.type, definition]]),
      },
    },
  });
  const withField = (name: string, schema: z.ZodType): AnyDomain =>
    withDefinition(defineEvent(type, 1, z.object({ [name]: schema })));
  const problems = (changes: Partial<DomainUnderTest>) =>
    manifestProblems({ domain, golden, ...changes }).join('\n');
  const without = <T extends object>(record: T, key: string) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => name !== key)) as never;

  it.each([
    ['an event without a fixture', { golden: {} }, `${type}@1 has no golden example`],
    [
      'a fixture of nothing',
      { golden: { ...golden, 'Gone@1': { data: {} } } },
      'Gone@1 has a golden example',
    ],
    [
      'an event no view handles',
      { domain: withDefinition(defineEvent('SeenEvent', 1, z.object({}))) },
      'SeenEvent has no place in a view',
    ],
    [
      'an event without a note',
      { domain: { ...domain, events: without(domain.events, type) } },
      `${type} has no note`,
    ],
    [
      'an event nobody is told of, without a reason',
      {
        domain: { ...domain, events: { ...domain.events, [type]: { summary: told.summary, message: null } } },
      },
      `${type} is told to nobody`,
    ],
    [
      'an event that is told and is not',
      {
        domain: {
          ...domain,
          events: { ...domain.events, [type]: { ...told, message: 'a_b', quiet: 'for a reason' } },
        },
      },
      `${type} is told as a_b and says why it is not`,
    ],
    [
      'an event without documentation',
      { domain: { ...domain, events: { ...domain.events, [type]: { ...told, summary: 'It was.' } } } },
      `${type} has no documentation`,
    ],
    [
      'a command whose schema is of another',
      {
        domain: {
          ...domain,
          commands: {
            ...domain.commands,
            [command]: { summary: 'Does something.', schema: z.object({ type: z.literal('OtherCommand') }) },
          },
        },
      },
      `${command} has a schema of OtherCommand`,
    ],
    [
      'a command without a row in the lifecycle',
      {
        domain: {
          ...domain,
          lifecycle: { ...domain.lifecycle, moves: without(domain.lifecycle.moves, command) },
        },
      },
      `${command} has no row in the lifecycle`,
    ],
    ['a secret', { domain: withField('apiSecret', z.string()) }, 'apiSecret promises a secret'],
    [
      'money as a number',
      { domain: withField('limitPrice', z.number()) },
      'limitPrice is money as a binary number',
    ],
    [
      'a field that may be left out',
      { domain: withField('note', z.string().optional()) },
      'note may be left out',
    ],
    [
      'a name in the present',
      { domain: withDefinition(defineEvent('OpenDoor', 1, z.object({}))) },
      'OpenDoor is not in the past tense',
    ],
    [
      'a schema that throws',
      {
        domain: withField(
          'cash',
          z.string().refine((value) => decimal(value).gt(0)),
        ),
      },
      'cash throws at a value that it does not take',
    ],
    ['a key in snake case', { domain: withField('user_id', z.uuid()) }, 'user_id is not camelCase'],
    ['a value in capitals', { domain: withField('side', z.enum(['BUY'])) }, 'side may be "BUY"'],
  ] satisfies [string, Partial<DomainUnderTest>, string][])('%s', (_what, changes, problem) => {
    expect(problems(changes)).toContain(problem);
  });

  it('a name that two domains use', () => {
    expect(sharedNames([domain, domain])).toContain(type);
  });

  it.each([
    ['password', true],
    ['webhookToken', true],
    ['encryptedApiKey', true],
    ['webhookTokenHash', false],
    ['credentialsRef', false],
    ['apiKeyLastFour', false],
    ['accessTokenExpiresAt', false],
    ['hasApiSecret', false],
  ])('what promises a secret: %s', (key, secret) => {
    expect(isSecretKey(key)).toBe(secret);
  });
});
