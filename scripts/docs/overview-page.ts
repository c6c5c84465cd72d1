import type { AnyDomain } from '../../src/core/domain.ts';
import { domainPageName } from './domain-page.ts';
import { page, table } from './markdown.ts';

const syncTypesOf = ({ views }: AnyDomain): ReadonlySet<string> =>
  new Set(views.flatMap(({ sync }) => Object.keys(sync)));

const share = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

/** The page that lists the domains, with the share of events that commands wait for (rule S-R2). */
export const overviewPage = (domains: readonly AnyDomain[]): string => {
  const rows = domains.map((domain) => {
    const events = domain.aggregate.events.definitions.size;
    const sync = syncTypesOf(domain).size;
    return [
      `[${domain.title}](${domainPageName(domain)})`,
      domain.purpose,
      String(Object.keys(domain.commands).length),
      String(events),
      String(domain.lifecycle.statuses.length),
      `${sync} (${share(sync, events)})`,
    ];
  });
  return page(
    '# Domains',
    'One page per aggregate: its states, commands, events and rules, written from the manifests by `npm run docs:domains`. CI fails when\n' +
      'a page is stale. [coverage.md](coverage.md) lists everything the specification names with the test that proves it.',
    table(['domain', 'what it is for', 'commands', 'events', 'states', 'SYNC events'], rows),
    'A SYNC event is one whose projection the answer to a command waits for; each states its reason on the page of its domain.',
  );
};
