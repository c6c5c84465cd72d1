import { describe, expect, it } from 'vitest';
import { specification } from '../../core/testing/decider-specification.ts';
import type { View, ViewRow } from '../../core/view.ts';
import { automationAggregate } from './automation.ts';
import type { AutomationEvent } from './events.ts';
import {
  automationSignalsView,
  SHOWN_SIGNALS,
  signalResourceSchema,
  signalResources,
} from './signals-view.ts';
import {
  activate,
  active,
  create,
  DELETE,
  eventsAfter,
  id,
  NOW,
  outcome,
  recordOutcome,
  rotate,
  SAGA,
  SUSPEND,
  signal,
  stateOf,
  tokenHashOf,
  update,
} from './testing/fixtures.ts';
import { automationResource, automationResourceSchema, automationView } from './view.ts';

const automation = specification(automationAggregate);

const rowOf = <Doc>(
  view: View<Doc, AutomationEvent>,
  events: readonly AutomationEvent[],
): ViewRow<Doc> | null => {
  let row: ViewRow<Doc> | null = null;
  for (const [index, event] of events.entries()) {
    const meta = {
      aggregateId: id('automation'),
      aggregateVersion: index + 1,
      userId: id('user'),
      occurredAt: NOW,
    };
    expect(view.rowId(event, meta)).toBe(id('automation'));
    const doc: Doc | null = view.project(row?.doc ?? null, event, meta);
    row = doc === null ? null : { id: id('automation'), version: index + 1, updatedAt: NOW, doc };
  }
  return row;
};
const received = (signalId: string) =>
  automation
    .given(...active())
    .when(signal({ action: 'buy', ticker: 'AAPL', signalId }), { commandId: id(signalId) }).events;

describe('the automations that a client sees', () => {
  const history = eventsAfter(create(), activate(), rotate(), update({ name: 'Renamed' }), SUSPEND);
  const row = rowOf(automationView, history);

  it('are what the aggregate is, without what opens the webhook', () => {
    expect(row?.doc).toEqual(stateOf(history).profile);
    const resource = row && automationResource(row);
    expect(automationResourceSchema.parse(resource)).toEqual(resource);
    expect(resource).toMatchObject({
      automationId: id('automation'),
      status: 'suspended',
      name: 'Renamed',
      symbol: 'AAPL',
      positionSizing: { type: 'fixed', fixedQuantity: '10' },
      accountIds: [id('account')],
      webhook: { url: 'https://trade.example/hooks', rateLimit: 60, allowedIps: [], rotatedAt: NOW },
      suspension: { cause: 'requested', by: 'user', reason: 'emergency stop' },
      version: history.length,
    });
  });

  it('invariant 13: neither the row nor what a client gets holds a token or its hash', () => {
    const shown = JSON.stringify([row, row && automationResource(row)]);
    for (const name of ['first', 'second']) expect(shown).not.toContain(tokenHashOf(name));
    expect(shown).not.toMatch(/hash/i);
  });

  it('are left alone by signals, and gone once deleted', () => {
    expect(rowOf(automationView, [...active(), ...received('a')])?.doc).toEqual(
      rowOf(automationView, active())?.doc,
    );
    expect(rowOf(automationView, eventsAfter(create(), DELETE))).toBeNull();
  });

  it('S-R2: commands wait for what somebody else reads at once or a user looks at', () => {
    expect(Object.keys(automationView.sync)).toEqual([
      'AutomationCreatedEvent',
      'AutomationActivatedEvent',
      'AutomationDeactivatedEvent',
      'AutomationSuspendedEvent',
      'RiskLimitExceededEvent',
      'AutomationDeletedEvent',
      'WebhookTokenRotatedEvent',
      'AutomationAccountsChangedEvent',
    ]);
  });
});

describe('the signals that a client sees', () => {
  const withOutcome = (...results: Parameters<typeof outcome>[0][]) => {
    const past = [...active(), ...received('a')];
    const signalId = stateOf(past).openSignals[0]?.signalId ?? '';
    const outcomes = results.map((result) => outcome(result));
    const { events } = automation.given(...past).when(recordOutcome(signalId, ...outcomes), { sagaId: SAGA });
    return [...past, ...events];
  };
  const shown = (events: readonly AutomationEvent[]) => {
    const row = rowOf(automationSignalsView, events);
    return row ? signalResources(row).map((one) => signalResourceSchema.parse(one)) : [];
  };

  it('stand newest first, each with what it came to', () => {
    const two = [...active(), ...received('a'), ...received('b')];
    expect(shown(two).map(({ signalId }) => signalId)).toEqual(
      stateOf(two)
        .openSignals.map(({ signalId }) => signalId)
        .toReversed(),
    );
    expect(shown(two)[0]).toMatchObject({
      action: 'buy',
      symbol: 'AAPL',
      status: 'received',
      completedAt: null,
    });
    expect(shown(withOutcome('done'))).toMatchObject([
      { status: 'processed', outcomes: [{ result: 'done' }] },
    ]);
    expect(shown(withOutcome('rejected'))).toMatchObject([{ status: 'rejected', code: 'broker_refused' }]);
    expect(shown(withOutcome('failed'))).toMatchObject([{ status: 'failed', completedAt: NOW }]);
  });

  it('show one that was rejected on receipt with its reason', () => {
    const { events } = automation.given(...active()).when(signal({ action: 'buy', ticker: 'MSFT' }));
    expect(shown([...active(), ...events])).toMatchObject([
      { symbol: 'MSFT', status: 'rejected', code: 'symbol_mismatch', receivedAt: NOW },
    ]);
  });

  it('are bounded, and gone with their automation', () => {
    const many = Array.from({ length: SHOWN_SIGNALS + 5 }, (_, n) => received(`s${n}`)).flat();
    expect(shown([...active(), ...many])).toHaveLength(SHOWN_SIGNALS);
    const gone = [...active(), ...many, ...eventsAfter(create(), DELETE).slice(-1)];
    expect(shown(gone)).toEqual([]);
  });

  it('invariant 13: the raw body and the caller’s address stay in the archive', () => {
    expect(JSON.stringify(rowOf(automationSignalsView, [...active(), ...received('a')]))).not.toMatch(
      /52\.89|raw/,
    );
  });
});
