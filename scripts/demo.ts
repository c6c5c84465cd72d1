/** `npm run demo [-- --json] [-- --tour NAME]`: a fresh stack on a free port, one tour, every value checked. */
import { parseArgs } from 'node:util';
import { mainJob } from './demo/main-job.ts';
import { sagasTour } from './demo/sagas/tour.ts';
import { Tour } from './demo/tour.ts';
import { startDatabase } from './stack/database.ts';
import { startStack } from './stack/worker.ts';

const TOURS = { main: mainJob, sagas: sagasTour } as const;

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, tour: { type: 'string', default: 'main' } },
});

const tourNamed = (name: string) => {
  if (name in TOURS) return TOURS[name as keyof typeof TOURS];
  throw new Error(`there is no tour ${name}; there is ${Object.keys(TOURS).join(', ')}`);
};

const run = async (): Promise<boolean> => {
  const walk = tourNamed(values.tour);
  const tour = new Tour(values.json ? () => undefined : (line) => console.log(line));
  const stops: (() => Promise<void>)[] = [];
  let ok = true;
  try {
    const stack = await tour.step(
      'start a fresh stack',
      async () => {
        const database = await startDatabase();
        stops.push(() => database.stop());
        const vars = {
          SIMULATED_FEED: 'frozen',
          VIRTUAL_PARTIAL_FILL_PROBABILITY: '0',
          VIRTUAL_ALLOW_FLIP: 'true',
        };
        const worker = await startStack({ database, vars });
        stops.push(() => worker.stop());
        return worker;
      },
      ({ url }) => url,
    );
    await walk(tour, stack.url);
  } catch (error) {
    ok = false;
    if (tour.steps.every((step) => step.ok)) console.error(error);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
  const told = { ok, tour: values.tour, steps: tour.steps, ...tour.kept };
  if (values.json) console.log(JSON.stringify(told, null, 2));
  else console.log(ok ? 'Every value was right.' : 'The tour failed.');
  return ok;
};

run().then(
  (ok) => process.exit(ok ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
