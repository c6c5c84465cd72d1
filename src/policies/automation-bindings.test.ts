import { describe, expect, it } from 'vitest';
import type { DomainEvent } from '../core/decider.ts';
import type { EventEnvelope } from '../core/envelope.ts';
import { updateAutomationCommand } from '../domains/automation/commands.ts';
import { automationEvents } from '../domains/automation/events.ts';
import * as automation from '../domains/automation/testing/fixtures.ts';
import {
  automationReleases,
  type BoundAutomation,
  bindingCommands,
  bindingEventTypes,
} from './automation-bindings.ts';

const { id } = automation;
const AUTOMATION = id('automation');
const CONNECTIONS = new Map([
  [id('one'), id('broker a')],
  [id('two'), id('broker a')],
  [id('three'), id('broker b')],
]);

const bound = (
  status: 'inactive' | 'active' | 'suspended' | 'deleted',
  ...names: string[]
): BoundAutomation => ({
  status,
  accountIds: names.map(id),
});

/** The commands of a step, as `Command name` of what they are for. */
const told = (before: BoundAutomation, after: BoundAutomation) => {
  const names = new Map(['one', 'two', 'three', 'broker a', 'broker b'].map((name) => [id(name), name]));
  return bindingCommands(AUTOMATION, before, after, CONNECTIONS).map(({ target, command }) => {
    expect(command).toEqual({ type: command.type, automationId: AUTOMATION });
    return `${command.type} ${target.type} ${names.get(target.key)}`;
  });
};

const stored = ({ type, data }: DomainEvent, userId = id('user')) =>
  ({ eventType: type, data, userId }) as EventEnvelope;

describe('what an automation is bound to', () => {
  it('is told to its accounts as long as it exists, active or not', () => {
    expect(told(null, bound('inactive', 'one', 'three'))).toEqual([
      'BindAccountAutomationCommand broker_account one',
      'BindAccountAutomationCommand broker_account three',
    ]);
    expect(told(bound('suspended', 'one'), bound('deleted', 'one'))).toEqual([
      'UnbindAccountAutomationCommand broker_account one',
    ]);
    expect(told(bound('inactive', 'one'), bound('suspended', 'one'))).toEqual([]);
  });

  it('is told to its connections while it is active, once each', () => {
    const on = bound('active', 'one', 'two', 'three');
    expect(told(bound('inactive', 'one', 'two', 'three'), on)).toEqual([
      'BindAutomationCommand broker_connection broker a',
      'BindAutomationCommand broker_connection broker b',
    ]);
    for (const off of ['inactive', 'suspended'] as const)
      expect(told(on, bound(off, 'one', 'two', 'three'))).toEqual([
        'UnbindAutomationCommand broker_connection broker a',
        'UnbindAutomationCommand broker_connection broker b',
      ]);
  });

  it('changes with its accounts: a connection is left with its last one', () => {
    expect(told(bound('active', 'one', 'two'), bound('active', 'two', 'three'))).toEqual([
      'UnbindAccountAutomationCommand broker_account one',
      'BindAccountAutomationCommand broker_account three',
      'BindAutomationCommand broker_connection broker b',
    ]);
    expect(told(bound('active', 'one'), bound('active'))).toEqual([
      'UnbindAutomationCommand broker_connection broker a',
      'UnbindAccountAutomationCommand broker_account one',
    ]);
  });

  it('leaves out a connection that is not known', () => {
    expect(told(bound('inactive', 'lost'), bound('active', 'lost'))).toEqual([]);
  });

  it('can change by every event of its status and accounts, and by no other', () => {
    const others = Object.keys(automationEvents).filter((type) => !bindingEventTypes.has(type));
    expect(others).toEqual([
      'AutomationUpdatedEvent',
      'WebhookTokenRotatedEvent',
      'WebhookSignalReceivedEvent',
      'SignalProcessedEvent',
      'SignalRejectedEvent',
      'SignalExecutionFailedEvent',
      'RiskLimitExceededEvent',
    ]);
    expect('accountIds' in updateAutomationCommand.shape.changes.shape).toBe(false);
  });
});

describe('the end of an automation', () => {
  it('gives it up at its user', () => {
    const events = automation.eventsAfter(automation.create(), automation.DELETE);
    const deleted = stored(events.at(-1) as DomainEvent);
    expect(automationReleases.eventTypes.has(deleted.eventType)).toBe(true);
    expect(automationReleases.commandsFor(deleted)).toEqual([
      {
        target: { type: 'user_account', key: id('user') },
        command: { type: 'ReleaseAutomationCommand', automationId: AUTOMATION },
      },
    ]);
  });
});
