import type { Rejection } from '../../../core/decider.ts';
import type { UtcInstant } from '../../../core/instant.ts';
import type { LocalDate } from '../../../core/local-date.ts';
import { calendarOf } from '../../shared/calendar.ts';
import { type AssetDetails, assetMismatch, expirationOf } from '../../shared/derivatives.ts';
import { ANY_SYMBOL, type Configuration, type ConfigurationChanges } from './configuration.ts';

const refusal = (code: string, detail: string, field: string): Rejection => ({ code, detail, field });

/** The date on which the contract stopped trading, or null while it trades; a contract trades on its last date. */
export const expiredOn = (asset: AssetDetails, now: UtcInstant): LocalDate | null => {
  const expiration = expirationOf(asset);
  return expiration !== null && expiration < calendarOf(asset.assetType).dateAt(now) ? expiration : null;
};

const assetRefusal = (configuration: Configuration, now: UtcInstant): Rejection | null => {
  const mismatch = assetMismatch(configuration);
  if (mismatch) return refusal('asset_details_mismatch', mismatch, 'assetType');
  const expired = expiredOn(configuration, now);
  if (expired) return refusal('contract_expired', `the contract expired on ${expired}`, 'option');
  if (configuration.symbol !== ANY_SYMBOL) return null;
  const { assetType, stopLoss, takeProfit } = configuration;
  if (assetType !== 'stock' && assetType !== 'crypto')
    return refusal('symbol_required', `an automation for ${assetType} trades one contract`, 'symbol');
  if (stopLoss?.type === 'fixed')
    return refusal('symbol_required', 'one stop price cannot serve every symbol', 'stopLoss');
  if (takeProfit?.type === 'price')
    return refusal('symbol_required', 'one target price cannot serve every symbol', 'takeProfit');
  return null;
};

const exitRefusal = ({ positionSizing, stopLoss, takeProfit }: Configuration): Rejection | null => {
  if (positionSizing.type === 'risk_based' && stopLoss === null)
    return refusal('stop_required', 'sizing by risk needs a stop', 'stopLoss');
  if (positionSizing.type === 'risk_based' && stopLoss?.type === 'dollar')
    return refusal(
      'stop_not_sizeable',
      'a stop in money follows from the quantity, so sizing by risk cannot follow from it',
      'stopLoss',
    );
  if (takeProfit?.type === 'risk_reward' && stopLoss === null)
    return refusal('stop_required', 'a risk-reward target needs a stop', 'takeProfit');
  return null;
};

/** Why this cannot be the configuration of an automation at this moment, or null (domains 4.5, checks of creation and update). */
export const configurationRefusal = (configuration: Configuration, now: UtcInstant): Rejection | null =>
  assetRefusal(configuration, now) ?? exitRefusal(configuration);

/** The configuration with the changes in it; what they do not name stays as it is. */
export const withChanges = (configuration: Configuration, changes: ConfigurationChanges): Configuration => {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...configuration, ...Object.fromEntries(named) };
};
