import { describeGoldenEvents } from '../../core/testing/golden-events.ts';
import { brokerAccountAggregate } from './broker-account.ts';
import golden from './testing/golden-events.json' with { type: 'json' };

describeGoldenEvents('broker_account', brokerAccountAggregate.events, golden);
