import { describe, expect, it } from 'vitest';
import type { EventRange } from '../../src/core/envelope.ts';
import type { Delivery, Destination } from './destination.ts';
import { Pump } from './pump.ts';

const PER_RANGE = 100;
const COALESCE_MS = 20;

/** A log of `events` events of one incarnation, and a pump that sends them to a destination that notes what came. */
const aPump = (events: number, destination: Partial<Destination> = {}) => {
  const sent: [from: number, to: number][] = [];
  const parked: number[] = [];
  const waits: number[] = [];
  const log = { head: events };
  const range = (fromSeq: number) => {
    const toSeq = Math.min(log.head, fromSeq + PER_RANGE - 1);
    const names = { epoch: 'e', fromVersion: fromSeq, toVersion: toSeq };
    return { range: names as EventRange, types: ['Happened'], toSeq };
  };
  const deliver = async ({ fromVersion, toVersion }: EventRange): Promise<Delivery> => {
    sent.push([fromVersion, toVersion]);
    return { have: toVersion };
  };
  const pump = new Pump(
    { name: 'there', coalesceMs: COALESCE_MS, deliver, ...destination },
    {
      head: () => log.head,
      range,
      seqOf: (_epoch, version) => version,
      park: (_destination, seq) => parked.push(seq),
      crashPoint: () => undefined,
      wait: async (ms) => waits.push(ms),
    },
    0,
  );
  return { pump, sent, parked, waits, log };
};

describe('a pump', () => {
  it('gathers before it sends, but not for a range whose start did not fit into the one before', async () => {
    const { pump, sent, waits } = aPump(250);
    await pump.poke();
    expect(sent).toEqual([
      [1, 100],
      [101, 200],
      [201, 250],
    ]);
    expect(waits).toEqual([COALESCE_MS]);
  });

  it('gathers again once it has caught up', async () => {
    const { pump, sent, waits, log } = aPump(150);
    await pump.poke();
    log.head = 160;
    await pump.poke();
    expect(sent.at(-1)).toEqual([151, 160]);
    expect(waits).toEqual([COALESCE_MS, COALESCE_MS]);
  });

  it('does not keep whoever waits for an event waiting for others', async () => {
    const { pump, sent, waits } = aPump(1);
    const reached = pump.reached(1);
    await pump.poke();
    await reached;
    expect(sent).toEqual([[1, 1]]);
    expect(waits).toEqual([]);
  });

  it('goes over events that the destination does not care for without sending them', async () => {
    const { pump, sent } = aPump(250, { wants: () => false });
    await pump.poke();
    expect(sent).toEqual([]);
    expect(pump.drained).toBe(true);
  });

  it('sends again from where the destination says it is', async () => {
    const answers = [50, 120, 120];
    const seen: number[] = [];
    const { pump } = aPump(120, {
      deliver: async ({ fromVersion }) => {
        seen.push(fromVersion);
        return { have: answers.shift() ?? 0 };
      },
    });
    await pump.poke();
    expect(seen).toEqual([1, 51]);
    expect(pump.drained).toBe(true);
  });

  it('parks what was refused for good, and goes on', async () => {
    const { pump, parked } = aPump(3, {
      deliver: async () => ({ have: 3, refused: [{ version: 2, reason: 'not of this world' }] }),
    });
    await pump.poke();
    expect(parked).toEqual([2]);
    expect(pump.drained).toBe(true);
  });

  it('repeats a failed send, further apart each time, and leaves the rest to the alarm', async () => {
    let sends = 0;
    const { pump, waits } = aPump(1, {
      coalesceMs: 0,
      deliver: async () => {
        sends += 1;
        throw new Error('nobody there');
      },
    });
    await pump.poke();
    expect(sends).toBe(6);
    expect(waits).toHaveLength(6);
    expect(pump.drained).toBe(false);
  });
});
