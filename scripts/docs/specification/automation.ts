import { type AggregateSpecification, added, type NamedThing, named, numbered } from './statement.ts';

/** Why price alerts are no part of the system. */
export const NO_ALERTS =
  'Absent on purpose: the guides name it without a word on what it does; an alert would be a domain of its own.';

const alert = (name: string): NamedThing => ({ name, superseded: NO_ALERTS });

/** Section 4.5. */
export const automationSpecification: AggregateSpecification = {
  aggregateType: 'automation',
  section: '4.5',
  commands: [
    named('CreateAutomationCommand'),
    named('UpdateAutomationCommand'),
    alert('CreateAlertCommand'),
    added('ActivateAutomationCommand'),
    added('DeactivateAutomationCommand'),
    added('SuspendAutomationCommand'),
    added('ResumeAutomationCommand'),
    added('DeleteAutomationCommand'),
    added('RotateWebhookTokenCommand'),
    added('SetAutomationAccountsCommand'),
    added('UnbindAccountCommand'),
    added('ReceiveWebhookSignalCommand'),
    added('RecordSignalOutcomeCommand'),
  ],
  events: [
    named('AutomationCreatedEvent'),
    named('AutomationActivatedEvent'),
    named('AutomationDeactivatedEvent'),
    named('AutomationSuspendedEvent'),
    named('RiskLimitExceededEvent'),
    named('AutomationUpdatedEvent'),
    named('AutomationDeletedEvent'),
    named('WebhookSignalReceivedEvent'),
    named('SignalProcessedEvent'),
    named('SignalRejectedEvent'),
    alert('AlertCreatedEvent'),
    alert('AlertTriggeredEvent'),
    added('WebhookTokenRotatedEvent'),
    added('AutomationAccountsChangedEvent'),
    added('SignalExecutionFailedEvent'),
  ],
  rules: {
    ...numbered('AU-R', [
      'A change of sizing or stops holds for later signals only.',
      'An automation that is not active gives no orders.',
      'A webhook is guarded by a secret, a list of addresses (empty means any) and 60 calls a minute.',
      'Actions are buy, sell, exit, cancel and add; a sentiment is the position wanted afterwards.',
      'What a signal leaves out comes from the automation: quantity from sizing, type from preference, no price means market.',
      'The figures of every account travel in the event of the signal.',
      'Without automatic submission orders wait for the user’s approval.',
      'A signal for another symbol is rejected, unless the automation takes all.',
      'Entries and exits default to market, stops to stop, targets to limit; an offset may be set.',
    ]),
    ...numbered('AU-U', [
      'A buy cancels open orders, leaves a short first and then enters a long; without any effect it is rejected; a sell mirrors it.',
      'A sentiment limits what a buy or sell may do; contradictory pairs only reduce.',
      'Exit closes either side, cancel only cancels, add needs an open position of that side; unknown actions are refused.',
      'A quantity in a signal counts only where the automation allows it, and an exit never exceeds the position.',
      'Ticker means symbol, and unknown fields are kept as they came.',
      'A repeated signal gets the answer of the first and makes no second order.',
      'The answer comes at once with the signal’s id, or with the status that names what is wrong.',
      'A signal older than 60 seconds is stale.',
      'Four ways of sizing turn money and price into a quantity.',
      'Every size is cut to buying power and to 1,000,000; a cut below half of the wish is a refusal.',
      'Stops and targets come from prices, money, percent or ratio, and are rounded to the tick.',
      'Stop and target cancel each other and follow what is filled.',
      'Each account gets an order of its own, and one that fails does not stop the others.',
      'Activation shows a checklist; loosening risk while active asks for a confirmation.',
      'A token is shown once, and only its hash is kept.',
    ]),
  },
};
