import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AggregateDefinition } from '../aggregate.ts';
import { accept, type Decision, type DomainCommand, evolveBy, reject } from '../decider.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { eventRegistry } from '../event-registry.ts';
import { guardedBy, lifecycle, refused, to, unchanged } from '../lifecycle.ts';
import { cellsOf, checkCell, describeLifecycle, type LifecycleExamples } from './lifecycle-table.ts';

type Status = 'open' | 'shut';
type Command = DomainCommand<'Open'> | DomainCommand<'Shut'> | DomainCommand<'Knock'>;
interface Door {
  readonly status: Status;
}

const events = {
  Opened: defineEvent('Opened', 1, z.object({})),
  WasShut: defineEvent('WasShut', 1, z.object({})),
};
type Event = EventOf<typeof events>;

const table = lifecycle<Door, Command['type'], Status>({
  noun: 'door',
  statuses: ['shut', 'open'],
  statusOf: ({ status }) => status,
  moves: {
    Open: { shut: to('open'), open: unchanged },
    Shut: { open: to('shut'), shut: unchanged },
    Knock: { otherwise: refused('nobody_home') },
  },
});

const doorThat = (
  decide: (command: Command) => Decision<Event>,
): AggregateDefinition<Door, Command, Event> => ({
  type: 'door',
  decider: {
    initial: { status: 'shut' },
    decide: guardedBy(table, decide),
    evolve: evolveBy<Door, Event>({
      Opened: () => ({ status: 'open' }),
      WasShut: () => ({ status: 'shut' }),
    }),
  },
  events: eventRegistry<Event>(events),
  stateSchema: 1,
});

const door = doorThat(({ type }) => accept(type === 'Open' ? events.Opened({}) : events.WasShut({})));
const examples: LifecycleExamples<Command, Event, Status> = {
  histories: { shut: [], open: [events.Opened({})] },
  commands: { Open: { type: 'Open' }, Shut: () => ({ type: 'Shut' }), Knock: { type: 'Knock' } },
};

describeLifecycle(door, table, examples);

describe('the table of a lifecycle', () => {
  it('has a cell for every command in every status', () => {
    expect(cellsOf(table).map(({ command, status }) => `${command} ${status}`)).toEqual([
      'Open shut',
      'Open open',
      'Shut shut',
      'Shut open',
      'Knock shut',
      'Knock open',
    ]);
  });

  const fails = (
    aggregate: typeof door,
    cell: Parameters<typeof checkCell<Door, Command, Event, Status>>[3],
  ) => expect(() => checkCell(aggregate, table, examples, cell)).toThrow();

  it('finds a command that is refused where it should take effect', () => {
    fails(
      doorThat(() => reject('stuck', 'it is stuck')),
      { status: 'shut', command: 'Open', move: to('open') },
    );
  });

  it('finds a command that does nothing where it should take effect', () => {
    fails(
      doorThat(() => accept()),
      { status: 'shut', command: 'Open', move: to('open') },
    );
  });

  it('finds a command that leads to another status', () => {
    fails(
      doorThat(() => accept(events.WasShut({}))),
      { status: 'shut', command: 'Open', move: to('open') },
    );
  });

  it('finds a command that is accepted, or refused for another reason, where it should be refused', () => {
    fails(door, { status: 'shut', command: 'Open', move: refused('locked') });
    fails(door, { status: 'shut', command: 'Knock', move: refused('locked') });
  });

  it('finds a command that does something where it should change nothing', () => {
    fails(door, { status: 'shut', command: 'Open', move: unchanged });
    fails(door, { status: 'shut', command: 'Knock', move: unchanged });
  });
});
