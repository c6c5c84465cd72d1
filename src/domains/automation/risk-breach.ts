import type { DecisionEnv } from '../../core/decider.ts';
import { type AutomationEvent, AutomationSuspendedEvent, RiskLimitExceededEvent } from './events.ts';
import { idsOf } from './replies.ts';
import { type RiskFigures, riskBreaches } from './signals/risk.ts';
import type { AutomationProfile } from './state.ts';

/**
 * What follows from figures that break limits: an event for each limit and the suspension, in one batch (domains 4.5, limits);
 * nothing when all are kept or the automation is not running.
 */
export const breachEvents = (
  profile: AutomationProfile,
  figures: RiskFigures,
  env: DecisionEnv,
): readonly AutomationEvent[] => {
  if (profile.status !== 'active') return [];
  const breaches = riskBreaches(profile.configuration.riskLimits, figures);
  if (breaches.length === 0) return [];
  const ids = idsOf(profile);
  const broken = breaches.map(({ limit, value, limitValue }) => `${limit} of ${limitValue} by ${value}`);
  return [
    ...breaches.map((breach) =>
      RiskLimitExceededEvent({ ...ids, ...breach, action: 'suspended', exceededAt: env.now }),
    ),
    AutomationSuspendedEvent({
      ...ids,
      cause: 'risk_limit',
      by: 'system',
      reason: `exceeded: ${broken.join(', ')}`,
      suspendedAt: env.now,
    }),
  ];
};
