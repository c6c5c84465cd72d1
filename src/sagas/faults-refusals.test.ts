import { describe, expect, it } from 'vitest';
import { type Fault, fault } from './testing/faults.ts';
import { breaches } from './testing/laws.ts';
import { scenes } from './testing/scenes/all.ts';
import { play, type Scene } from './testing/scenes/scene.ts';
import { actingSteps, attemptsOf, baseOf, deviations } from './testing/verdicts.ts';

/** What a saga does when something of a step is refused for certain. */
type Answer =
  /** It takes the refusal for an answer. */
  | 'goes_on'
  /** It undoes what it did. */
  | 'turns_back'
  /** It leaves the matter to another saga. */
  | 'leaves_it'
  /** It asks again until it is accepted, and then for a person, too. */
  | 'insists';

const REFUSED: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  OrderExecutionSaga: {
    reserve_buying_power: 'turns_back',
    record_submission: 'turns_back',
    submit_order: 'turns_back',
    acknowledge: 'turns_back',
    publish_completion: 'insists',
  },
  PositionManagementSaga: { cancel_rivals: 'goes_on', create_exit: 'turns_back', conclude: 'goes_on' },
  AutomationExecutionSaga: {
    cancel_orders: 'goes_on',
    exit_or_enter: 'goes_on',
    enter_or_protect: 'goes_on',
    set_stops: 'goes_on',
    record_outcome: 'insists',
  },
  BrokerConnectionSaga: {
    discover_accounts: 'turns_back',
    record_discovery: 'turns_back',
    link_accounts: 'turns_back',
    publish_completion: 'turns_back',
    look_up_orders: 'goes_on',
    adopt_orders: 'goes_on',
    take_fills: 'goes_on',
    take_statuses: 'goes_on',
  },
  ConnectionRecoverySaga: {
    attempt_reconnection: 'turns_back',
    publish_recovery: 'turns_back',
    discover_again: 'goes_on',
  },
  AccountRecoverySaga: {
    check_connection: 'leaves_it',
    hand_over: 'leaves_it',
    find_account: 'turns_back',
    fetch_truth: 'turns_back',
    reconcile_account: 'turns_back',
    // Positions are not compared while the broker keeps an order to itself.
    look_up_orders: 'turns_back',
    take_fills: 'goes_on',
    take_statuses: 'goes_on',
    read_books: 'turns_back',
    reconcile_positions: 'turns_back',
    publish_recovery: 'turns_back',
  },
  BrokerDisconnectionSaga: {
    stop_automations: 'goes_on',
    let_orders_go: 'goes_on',
    delete_accounts: 'turns_back',
    record_cleanup: 'turns_back',
    complete_disconnection: 'turns_back',
    purge_connection: 'turns_back',
    release_registrations: 'goes_on',
  },
  UserDeletionSaga: {
    stop_automations: 'goes_on',
    // Its connections stay then, and so it waits for them: a test of its own.
    disconnect_all_brokers: 'goes_on',
    delete_automations: 'goes_on',
    complete_deletion: 'insists',
  },
};

const SAYS: Readonly<Record<Answer, string>> = {
  goes_on: 'it goes on',
  turns_back: 'it turns back, and nothing is left',
  leaves_it: 'it leaves the matter to another saga',
  insists: 'it asks again, and a person, too',
};
const ENDS: Readonly<Record<Answer, string>> = {
  goes_on: 'completed',
  turns_back: 'compensated',
  leaves_it: 'aborted',
  insists: 'completed',
};

const isRefusable = (scene: Scene, step: string): boolean =>
  baseOf(scene).performed.some(
    ({ step: of, effect }) => of === step && (effect.kind === 'command' || effect.port === 'broker'),
  );

/** Of a connection that was lost nothing is deleted, so it does not matter when an account will not hear of it. */
const answerOf = ({ saga, title }: Scene, step: string): Answer | undefined =>
  title === 'a connection that was lost' && step === 'delete_accounts' ? 'goes_on' : REFUSED[saga]?.[step];

const cases = scenes.flatMap((scene) =>
  actingSteps(baseOf(scene))
    .filter(({ step }) => isRefusable(scene, step))
    .map(({ step }) => ({ scene, step, answer: answerOf(scene, step) })),
);

describe('a refusal for certain', () => {
  it('has an answer at every step that gives commands or asks a broker', () => {
    expect(cases.filter(({ answer }) => answer === undefined)).toEqual([]);
  });

  it.each(
    cases
      .filter(({ step }) => step !== 'disconnect_all_brokers')
      .flatMap(({ scene, step, answer = 'goes_on' }) =>
        [1, 6].map(
          (times) =>
            [
              `${scene.title}: ${step} is refused ${times} times: ${SAYS[answer]}`,
              scene,
              step,
              answer,
              times,
            ] as const,
        ),
      ),
  )('%s', (_title, scene, step, answer, times) => {
    const played = play(scene, { faults: [fault('refused', step, { times })] });
    const { status, failure } = played.journal();
    expect(breaches(scene, played)).toEqual([]);
    const isLook = step === 'attempt_reconnection' && times === 1;
    expect(status).toBe(isLook ? 'completed' : ENDS[answer]);
    if (answer === 'turns_back' && !isLook) expect(failure?.uncertain).toBe(false);
    if (answer === 'insists') expect(deviations(scene, played)).toEqual([]);
  });

  it('never destroys the key of a user whose connection will not go, until somebody has taken it away', () => {
    const [scene] = scenes.filter(({ saga }) => saga === 'UserDeletionSaga');
    if (!scene) throw new Error('no user leaves');
    const seen: string[] = [];
    const faults = [fault('refused', 'disconnect_all_brokers')];
    const played = play(scene, {
      faults,
      until: ({ faults: plan, journal }) => {
        seen.push(journal().status);
        return plan.tries('join_disconnections') === 9;
      },
    });
    expect(new Set(seen)).toEqual(new Set(['running']));
    expect(played.journal().interventions).toMatchObject([{ code: 'user_deletion_stuck', state: 'open' }]);
    expect(played.performed.map(({ step }) => step)).not.toContain('destroy_data_key');
  });
});

const ASKED = ['submit_order', 'discover_accounts', 'find_account', 'fetch_truth', 'read_books'];
const UNCLEAR = [
  ['transient', 'is busy', false],
  ['ambiguous', 'has done it and does not say so', true],
] as const;

describe('a broker that does not say for certain', () => {
  const asked = cases.filter(({ step }) => ASKED.includes(step));
  const each = asked.flatMap(({ scene, step }) =>
    UNCLEAR.map(
      ([kind, what, uncertain]) =>
        [`${scene.title}: at ${step} the broker ${what}`, scene, step, kind, uncertain] as const,
    ),
  );
  const tried = (scene: Scene, kind: Fault['kind'], step: string, times: number) => {
    const played = play(scene, { faults: [fault(kind, step, { times })] });
    expect(breaches(scene, played)).toEqual([]);
    return played;
  };

  it.each(each)('%s, once: it is asked again, and all comes to the same', (_title, scene, step, kind) => {
    const played = tried(scene, kind, step, 1);
    expect(played.journal().status).toBe('completed');
    expect(deviations(scene, played)).toEqual([]);
  });

  it.each(each)('%s, at every try: it turns back', (_title, scene, step, kind, uncertain) => {
    const played = tried(scene, kind, step, attemptsOf(scene, step));
    expect(played.journal()).toMatchObject({ status: 'compensated', failure: { uncertain } });
  });

  it('OR-U10: an order that may be there is cancelled there, and never declared rejected', () => {
    for (const scene of scenes.filter(({ saga }) => saga === 'OrderExecutionSaga')) {
      const types = tried(scene, 'ambiguous', 'submit_order', 4).world.news.map(
        ({ event }) => event.eventType,
      );
      expect(types).not.toContain('OrderRejected');
      expect(types.includes('OrderCancelled') || types.includes('OrderFilledEvent')).toBe(true);
    }
  });
});
