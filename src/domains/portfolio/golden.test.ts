import { describeGoldenEvents } from '../../core/testing/golden-events.ts';
import { portfolioAggregate } from './portfolio.ts';
import golden from './testing/golden-events.json' with { type: 'json' };

describeGoldenEvents('portfolio', portfolioAggregate.events, golden);
