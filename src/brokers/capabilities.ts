/** What a broker can do by itself; what it cannot is done by us or refused. */
export interface BrokerCapabilities {
  /** Orders of a group cancel each other at the broker. */
  readonly nativeOco: boolean;
  readonly nativeTrailingStop: boolean;
  readonly replaceKeepsId: boolean;
  readonly extendedHours: boolean;
}

const CAPABILITIES: Readonly<Record<string, BrokerCapabilities>> = {
  virtual: { nativeOco: true, nativeTrailingStop: true, replaceKeepsId: true, extendedHours: true },
  alpaca: { nativeOco: true, nativeTrailingStop: true, replaceKeepsId: false, extendedHours: true },
  tradestation: { nativeOco: true, nativeTrailingStop: true, replaceKeepsId: true, extendedHours: true },
};

const NONE: BrokerCapabilities = {
  nativeOco: false,
  nativeTrailingStop: false,
  replaceKeepsId: false,
  extendedHours: false,
};

/** Capabilities of a broker (brokers 3); of an unknown one, none. */
export const capabilitiesOf = (brokerId: string): BrokerCapabilities =>
  (Object.hasOwn(CAPABILITIES, brokerId) ? CAPABILITIES[brokerId] : undefined) ?? NONE;
