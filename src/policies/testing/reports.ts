import type { DomainEvent } from '../../core/decider.ts';
import type { AddressedCommand } from '../../core/policy.ts';
import { TEST_NOW } from '../../core/testing/decider-specification.ts';
import { domains } from '../../domains/manifests.ts';
import { id, play } from '../../domains/virtual-broker/testing/fixtures.ts';
import { positionBookKey } from '../position-books.ts';
import { virtualBrokerReports } from '../virtual-broker-reports.ts';
import { stored } from './report-world.ts';

/** Who is told what of an event of the virtual broker. */
export const told = (event: DomainEvent): readonly AddressedCommand[] =>
  virtualBrokerReports.commandsFor(stored(event, id('event')));

/** What is told of the first event of that type that these commands lead to. */
export const happened = (commands: Parameters<typeof play>[0], type: string, now = TEST_NOW) => {
  const event = play(commands, undefined, { now }).events.find((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type} happened`);
  return told(event);
};

/** A command by whom it is for, and its type. */
export const named = ({ target, command }: AddressedCommand) => `${target.type} ${command.type}`;

/** How the account that mirrors the virtual one hears of its figures. */
export const TO_ACCOUNT = 'broker_account RefreshAccountDataFromBrokerCommand';

/** The command's schema in the manifest of whom it is for. */
export const schemaOf = ({ target, command }: AddressedCommand) =>
  domains.find(({ aggregate }) => aggregate.type === target.type)?.commands[command.type]?.schema;

/** The book of a symbol on the account of the fixtures. */
export const bookOf = (symbol: string) => ({
  type: 'position',
  key: positionBookKey(id('account'), symbol),
});
