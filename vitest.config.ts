import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';

// Far from UTC on purpose: nothing may depend on the zone of the machine.
process.env['TZ'] = 'America/New_York';

const workerd = (name: string, include: string[], testTimeout: number) => ({
  extends: true as const,
  plugins: [
    cloudflareTest(({ inject }) => ({
      main: './test/support/worker.ts',
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        durableObjects: {
          BOOKING: { className: 'BookingObject', useSQLite: true },
          BOOKING_ROOM: { className: 'RoomObject', useSQLite: true },
          BOOKING_HUB: { className: 'BookingHub', useSQLite: true },
          BOOKING_SAGA: { className: 'BookingSagaObject', useSQLite: true },
        },
        bindings: {
          DATABASE_URL: inject('databaseUrl'),
          NEON_FETCH_ENDPOINT: inject('neonEndpoint'),
          SIMULATED_FEED: 'frozen',
          VIRTUAL_PARTIAL_FILL_PROBABILITY: '0',
          VIRTUAL_ACCOUNT_TYPE: 'cash',
        },
      },
    })),
  ],
  test: {
    name,
    include,
    isolate: false,
    testTimeout,
    hookTimeout: testTimeout,
    globalSetup: ['./test/setup/database.ts'],
  },
});

export default defineConfig({
  test: {
    // One for the pure tests and one for the Worker, or one for each of two Workers: by itself vitest leaves a core alone.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          expect: { requireAssertions: true },
          include: ['src/**/*.test.ts', 'objects/**/*.test.ts', 'scripts/**/*.test.ts'],
          environment: 'node',
        },
      },
      {
        extends: true,
        test: { name: 'fuzz', include: ['src/**/*.fuzz.ts'], environment: 'node', maxWorkers: 2 },
      },
      {
        extends: true,
        test: { name: 'stack', include: ['test/**/*.e2e.ts'], environment: 'node', testTimeout: 120_000 },
      },
      workerd('workerd', ['test/**/*.test.ts'], 20_000),
      // Two Workers side by side, one for each core: each keeps a thread busy for minutes.
      workerd('long', ['test/*.long.ts'], 900_000),
      workerd('long-sagas', ['test/sagas/*.long.ts'], 900_000),
    ],
  },
});
