import type { RuleNote } from '../../core/domain.ts';

/** The rules of a connection (domains 4.2); `BC-P` are commands of the guides that are processes here. */
export const rules: Readonly<Record<string, RuleNote>> = {
  'BC-R1': { summary: 'Decisions only judge; the state changes where events are applied.' },
  'BC-R2': { summary: 'A token dies when it was received plus its life, or nobody knows when.' },
  'BC-R3': {
    summary: 'The virtual broker takes no credentials: one command initiates and establishes it.',
  },
  'BC-R4': {
    summary:
      'A lost connection is tried again at most three times, after 2, 4 and 8 seconds, never when the user must act.',
  },
  'BC-R5': {
    summary:
      'Only an involuntary loss has a period of grace, 72 hours, computed by the aggregate; a user who disconnects is purged.',
  },
  'BC-R6': {
    summary:
      'Five named reasons clear everything that is kept of the user at that broker; the event says so.',
  },
  'BC-R7': {
    summary: 'A disconnect clears what is kept of the connection, its accounts, orders and positions.',
    absent:
      'There are no caches to clear: views are folded from events and lose their rows by them, and what an adapter holds in memory goes with BC-P2. The event names every id that must go.',
  },
  'BC-R8': {
    summary:
      'Whoever tries again decides again: the decision is a pure function and answers the same events anew.',
  },
  'BC-R9': { summary: 'One predicate tells what may be done, for every command and for every button.' },
  'BC-U1': {
    summary:
      'An environment is paper or live; live asks for a written confirmation and is marked in every resource.',
  },
  'BC-U2': { summary: "An endpoint may only be set to a known address of the broker's environment." },
  'BC-U3': {
    summary: 'A sign-in has a state that works once, for ten minutes, in the session that began it.',
    absent:
      'The PKCE verifier and the fixed address of return belong to the sign-in route and the vault: a verifier is a secret, and secrets are not events.',
  },
  'BC-U4': {
    summary:
      'Tokens are renewed at 80 % of their life; a refused renewal asks for a new sign-in, stops trading and keeps accounts visible.',
  },
  'BC-U5': {
    summary:
      'Secrets are shown to nobody; events and resources have a reference or the last four characters.',
    absent:
      'Sealing under keys that can be changed is the work of the user’s vault, which holds the secrets.',
  },
  'BC-U6': {
    summary:
      'People see one of six states: connecting, connected, needs sign-in, error with its attempt, disconnecting, disconnected.',
  },
  'BC-U7': {
    summary:
      'A disconnect first tells how many accounts, automations and open orders it touches, and cancels no order unasked.',
    absent: 'Automations are suspended first by the disconnecting saga, from the ids in the event.',
  },
  'BC-U8': {
    summary:
      'A heartbeat comes every 30 seconds; 90 seconds without one are unhealthy, and orders are refused.',
  },
  'BC-U9': {
    summary: 'A user has ten connections at most.',
    absent:
      'One connection does not know the others: UserAccount registers each before it is begun, and counts there.',
  },
  'BC-P1': {
    summary:
      'DisconnectAllBrokersCommand is one RequestBrokerDisconnectCommand per connection, each decided on its own.',
    absent:
      'No aggregate can do it for all: the deletion of a user and the route for all brokers give one command to each connection of the registry that UserAccount keeps.',
  },
  'BC-P2': {
    summary: 'CleanupAdapterCommand closes what an adapter has open of a connection that is not connected.',
    absent:
      'It changes no fact: the object that hosts the connection drops its adapter, and calls no broker for a connection that is not connected.',
  },
};
