import { describe, expect, it } from 'vitest';
import { anyView } from '../core/view.ts';
import type { AutomationCommand } from '../domains/automation/commands.ts';
import type { AutomationEvent } from '../domains/automation/events.ts';
import { automationSignalsView } from '../domains/automation/signals-view.ts';
import {
  activate,
  active,
  create,
  DEACTIVATE,
  DELETE,
  eventsAfter,
  id,
  outcome,
  recordOutcome,
  rotate,
  SUSPEND,
  signal,
  tokenHashOf,
} from '../domains/automation/testing/fixtures.ts';
import { automationView } from '../domains/automation/view.ts';
import { lastOf, toldOf } from './testing/told.ts';

const automations = anyView(automationView);
const signals = anyView(automationSignalsView);
const told = (...commands: readonly AutomationCommand[]) => lastOf(automations, eventsAfter(...commands));

const received = eventsAfter(create(), activate(), signal({ action: 'buy', ticker: 'AAPL' }));
const signalIdOf = (events: readonly AutomationEvent[]) => {
  const event = events.find(({ type }) => type === 'WebhookSignalReceivedEvent');
  if (event?.type !== 'WebhookSignalReceivedEvent') throw new Error('no signal was received');
  return event.data.signalId;
};

describe('the message of an automation', () => {
  it('has its settings, under both names that clients read for its id', () => {
    expect(told(create())).toMatchObject({
      topic: 'automation_events',
      type: 'automation_update',
      payload: {
        automation_id: id('automation'),
        id: id('automation'),
        name: 'Breakout',
        status: 'inactive',
        active: false,
        account_id: id('account'),
        account_ids: [id('account')],
        error_message: null,
      },
    });
  });

  it('leaves the keys alone that the user chose', () => {
    const metadata = { myDesk: 'a', my_desk: 'b' };
    expect(told(create({ metadata })).payload['metadata']).toEqual(metadata);
  });

  it.each([
    ['active', [activate()], true, null],
    ['inactive', [activate(), DEACTIVATE], false, null],
    ['suspended', [activate(), SUSPEND], false, 'emergency stop'],
  ] as const)('tells whether it is %s', (status, commands, isActive, error) => {
    expect(told(create(), ...commands).payload).toMatchObject({
      status,
      active: isActive,
      error_message: error,
    });
  });

  it('AU-U15, invariant 13: never has a token or its hash', () => {
    const text = JSON.stringify(toldOf(automations, eventsAfter(create(), activate(), rotate())));
    for (const name of ['first', 'second']) expect(text).not.toContain(tokenHashOf(name));
    expect(text).toContain('rotated_at');
  });

  it('that was deleted is told by its id and its status', () => {
    expect(told(create(), DELETE)).toEqual({
      topic: 'automation_events',
      type: 'automation_update',
      payload: {
        automation_id: id('automation'),
        id: id('automation'),
        status: 'deleted',
        active: false,
        original_event_type: 'AutomationDeletedEvent',
        correlation_id: expect.any(String),
      },
    });
    expect(toldOf(signals, eventsAfter(create(), DELETE)).at(-1)).toBeNull();
  });
});

describe('the message of a signal', () => {
  it('is the signal itself, not the automation, which is as it was', () => {
    expect(lastOf(signals, received)).toMatchObject({
      topic: 'automation_events',
      type: 'automation_signal_update',
      payload: {
        automation_id: id('automation'),
        signal_id: signalIdOf(received),
        symbol: 'AAPL',
        status: 'received',
        completed_at: null,
      },
    });
    expect(toldOf(automations, received).at(-1)).toBeNull();
  });

  it('tells what it came to on each account', () => {
    const log = eventsAfter(
      create(),
      activate(),
      signal({ action: 'buy', ticker: 'AAPL' }),
      recordOutcome(signalIdOf(received), outcome('done')),
    );
    expect(lastOf(signals, log).payload).toMatchObject({
      signal_id: signalIdOf(received),
      status: 'processed',
      outcomes: [{ account_id: id('account'), result: 'done', order_ids: [id('order')] }],
    });
  });

  it('is told to nobody by the rest of an automation', () => {
    expect(toldOf(signals, active())).toEqual(active().map(() => null));
  });
});
