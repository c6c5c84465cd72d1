import { describeGoldenEvents } from '../../core/testing/golden-events.ts';
import { brokerConnectionAggregate } from './broker-connection.ts';
import golden from './testing/golden-events.json' with { type: 'json' };

describeGoldenEvents('broker_connection', brokerConnectionAggregate.events, golden);
