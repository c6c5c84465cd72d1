import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Env } from './env.ts';
import { GLOBAL_REGION, REGIONS } from './regions.ts';
import * as stubs from './stubs.ts';

interface MadeStub {
  readonly binding: string;
  readonly name: string;
  readonly hint: string | undefined;
}

/** Bindings that write down which stubs were asked of them. */
const recordingEnv = () => {
  const made: MadeStub[] = [];
  const namespaceOf = (binding: string) => ({
    getByName: (name: string, options?: { readonly locationHint?: string }) => {
      made.push({ binding, name, hint: options?.locationHint });
      return {};
    },
  });
  const env = new Proxy({}, { get: (_target, binding) => namespaceOf(String(binding)) });
  return { env: env as Env, made };
};

type Make = (env: Env, region: string) => unknown;

/** Every function that makes a stub of a user's object, with the binding and the name it must ask for. */
const OF_A_USER: Readonly<Record<string, readonly [make: Make, binding: string, name: string]>> = {
  aggregateStub: [
    (env, region) => stubs.aggregateStub(env, { type: 'order', userId: 'ada', key: 'o1' }, region),
    'ORDER',
    'order:ada:o1',
  ],
  brokerConnectionStub: [
    (env, region) => stubs.brokerConnectionStub(env, 'ada', 'c1', region),
    'BROKER_CONNECTION',
    'broker_connection:ada:c1',
  ],
  virtualBrokerStub: [
    (env, region) => stubs.virtualBrokerStub(env, 'ada', 'v1', region),
    'VIRTUAL_BROKER',
    'virtual_broker:ada:v1',
  ],
  positionBookStub: [
    (env, region) => stubs.positionBookStub(env, 'ada', 'a1:AAPL', region),
    'POSITION',
    'position:ada:a1:AAPL',
  ],
  hubStub: [(env, region) => stubs.hubStub(env, 'ada', region), 'ACCOUNT_HUB', 'account_hub:ada:hub'],
  sagaStub: [(env, region) => stubs.sagaStub(env, 'ada', 's1', region), 'SAGA', 'saga:ada:s1'],
  sagaGateStub: [
    (env, region) => stubs.sagaGateStub(env, 'ada', 'k1', region),
    'SAGA_GATE',
    'saga_gate:ada:k1',
  ],
  vaultStub: [(env, region) => stubs.vaultStub(env, 'ada', region), 'VAULT', 'vault:ada:vault'],
};

/** The same for objects that belong to nobody. */
const OF_NOBODY: Readonly<
  Record<string, readonly [make: (env: Env) => unknown, binding: string, name: string]>
> = {
  keyStub: [(env) => stubs.keyStub(env, 'email', 'd1'), 'KEY', 'key:global:email:d1'],
  feedStub: [(env) => stubs.feedStub(env, 'simulated'), 'FEED', 'feed:global:simulated'],
  archiveBacklogStub: [
    (env) => stubs.archiveBacklogStub(env, 3),
    'ARCHIVE_BACKLOG',
    'archive_backlog:global:3',
  ],
};

describe('a stub', () => {
  it.each(Object.entries(OF_A_USER))('of %s carries the home region of its user', (_name, made) => {
    const [make, binding, name] = made;
    for (const region of REGIONS) {
      const recording = recordingEnv();
      make(recording.env, region);
      expect(recording.made).toEqual([{ binding, name, hint: region }]);
    }
  });

  it.each(Object.entries(OF_A_USER))(
    'of %s carries the global region when the home is unknown',
    (_name, [make]) => {
      const recording = recordingEnv();
      make(recording.env, 'atlantis');
      expect(recording.made.map(({ hint }) => hint)).toEqual([GLOBAL_REGION]);
    },
  );

  it.each(Object.entries(OF_NOBODY))('of %s carries the global region', (_name, [make, binding, name]) => {
    const recording = recordingEnv();
    make(recording.env);
    expect(recording.made).toEqual([{ binding, name, hint: GLOBAL_REGION }]);
  });

  it('is made by no other function than these', () => {
    const makers = Object.keys(stubs).filter((name) => name.endsWith('Stub'));
    expect(makers.sort()).toEqual([...Object.keys(OF_A_USER), ...Object.keys(OF_NOBODY)].sort());
  });

  it('is not made where no object is bound', () => {
    expect(() => stubs.aggregateStub({} as Env, { type: 'order', userId: 'a', key: 'b' }, 'weur')).toThrow(
      'no Durable Object binding for order',
    );
  });

  it('is made by stubs.ts alone: nothing else in src and objects asks a namespace', () => {
    const sources = ['src', 'objects'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
        .map((path) => `${folder}/${path}`),
    );
    expect(sources.length).toBeGreaterThan(100);
    const asking = /\b(getByName|idFromName|idFromString|newUniqueId)\b|\.get\((this\.)?env\b/;
    expect(sources.filter((path) => asking.test(readFileSync(path, 'utf8')))).toEqual([
      'src/platform/stubs.ts',
    ]);
  });
});

describe('the name of an object', () => {
  it('is read back as the address it was made of, whatever its key holds', () => {
    const address = { type: 'position', userId: 'ada', key: 'account:BRK.B' };
    expect(stubs.parseObjectName(stubs.objectName(address))).toEqual(address);
  });

  it.each([undefined, '', 'order', 'order:ada', 'order:ada:', '::x'])('is refused when it is %s', (name) => {
    expect(() => stubs.parseObjectName(name)).toThrow('not an object name');
  });
});
