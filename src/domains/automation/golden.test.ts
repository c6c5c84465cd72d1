import { describeGoldenEvents } from '../../core/testing/golden-events.ts';
import { automationAggregate } from './automation.ts';
import golden from './testing/golden-events.json' with { type: 'json' };

describeGoldenEvents('automation', automationAggregate.events, golden);
