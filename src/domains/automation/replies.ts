import { type Decision, type Rejection, reject } from '../../core/decider.ts';
import type { AutomationProfile } from './state.ts';

/** The two ids that every event of an automation carries. */
export const idsOf = ({ automationId, userId }: AutomationProfile) => ({ automationId, userId });

/** A refusal as a decision. */
export const refusedBy = ({ code, detail, field }: Rejection): Decision<never> => reject(code, detail, field);
