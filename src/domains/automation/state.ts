import type { UtcInstant } from '../../core/instant.ts';
import type { Configuration } from './configuration/configuration.ts';
import type { WebhookSettings } from './configuration/webhook-settings.ts';
import type { RecentSignal } from './signals/recent-signals.ts';
import type { AutomationStatus, Suspender, SuspensionCause } from './values.ts';

/** Who stopped an automation and why. */
export interface Suspension {
  readonly cause: SuspensionCause;
  readonly by: Suspender;
  readonly reason: string;
}

/** What anybody who may see an automation may know of it: nothing here opens its webhook. */
export interface AutomationProfile {
  readonly automationId: string;
  readonly userId: string;
  readonly status: AutomationStatus;
  readonly configuration: Configuration;
  /** In routing order; empty once the last one was unbound, and never while active. */
  readonly accountIds: readonly string[];
  readonly webhook: WebhookSettings;
  readonly webhookUrl: string;
  readonly webhookRotatedAt: UtcInstant | null;
  readonly suspension: Suspension | null;
  readonly createdAt: UtcInstant;
  readonly updatedAt: UtcInstant;
  readonly activatedAt: UtcInstant | null;
  readonly deactivatedAt: UtcInstant | null;
  readonly suspendedAt: UtcInstant | null;
}

/** Hashes of the tokens that open the webhook. */
export interface WebhookTokens {
  readonly current: string;
  /** The one before, while it is still taken. */
  readonly previous: { readonly hash: string; readonly validUntil: UtcInstant } | null;
}

/** A signal whose execution has not been reported yet. */
export interface OpenSignal {
  readonly signalId: string;
  readonly accountIds: readonly string[];
}

/** One automation as its events tell it. */
export interface AutomationState {
  readonly profile: AutomationProfile;
  readonly tokens: WebhookTokens;
  /** Newest last: all of the last minute, and the last hundred of whatever age. */
  readonly recentSignals: readonly RecentSignal[];
  readonly openSignals: readonly OpenSignal[];
}
