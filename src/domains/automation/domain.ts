import type { DomainManifest } from '../../core/domain.ts';
import { anyView } from '../../core/view.ts';
import { automationAggregate } from './automation.ts';
import type { AutomationCommand } from './commands.ts';
import type { AutomationEvent } from './events.ts';
import { automationLifecycle, type LifecycleStatus } from './lifecycle.ts';
import { commandNotes } from './notes-commands.ts';
import { eventNotes } from './notes-events.ts';
import { ruleNotes } from './notes-rules.ts';
import { automationSignalsView } from './signals-view.ts';
import type { AutomationState } from './state.ts';
import { automationView } from './view.ts';

/** The automation domain: everything it consists of, by name. */
export const automationDomain: DomainManifest<
  AutomationState | null,
  AutomationCommand,
  AutomationEvent,
  LifecycleStatus
> = {
  title: 'Automation',
  purpose:
    'Takes signals from a webhook and turns each into a plan of orders for one or more accounts, under its rules of sizing, stops, ' +
    'targets, pyramiding and risk.',
  identity: 'The automation id, which is also part of its webhook token.',
  aggregate: automationAggregate,
  lifecycle: automationLifecycle,
  commands: commandNotes,
  events: eventNotes,
  rules: ruleNotes,
  views: [anyView(automationView), anyView(automationSignalsView)],
};
