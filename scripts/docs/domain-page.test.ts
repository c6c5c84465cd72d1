import { describe, expect, it } from 'vitest';
import { domainPage } from './domain-page.ts';
import { overviewPage } from './overview-page.ts';
import { lamp } from './testing/lamp.ts';

const pageOfLamp = domainPage(lamp);
const lineWith = (text: string) => pageOfLamp.split('\n').find((line) => line.includes(text)) ?? '';

describe('the page of a domain', () => {
  it('draws the states: where a life begins, what leads where, where it ends', () => {
    const diagram = /```mermaid\n([^`]*)```/.exec(pageOfLamp)?.[1] ?? '';
    expect(diagram.trim().split('\n')).toEqual([
      'stateDiagram-v2',
      '  [*] --> dark: HangLamp',
      '  dark --> lit: LightLamp',
      '  dark --> broken: SmashLamp',
      '  broken --> [*]',
    ]);
  });

  it('has every command in every status, exceptions in words', () => {
    expect(lineWith('| LightLamp |')).toBe('| LightLamp | ✗ `no_lamp` | → lit | = | ✗ `no_lamp` |');
    expect(lineWith('| SmashLamp |')).toContain('✗ `too_hot` (1)');
    expect(pageOfLamp).toContain('1. with gloves');
  });

  it('reads the fields of commands and events from their schemas', () => {
    expect(lineWith('| `HangLampCommand` |')).toBe(
      '| `HangLampCommand` | Hangs a lamp. | `lampId` uuid<br>`watts` decimal > 0<br>`room` `hall` or `attic` or null | `absent` |',
    );
    expect(lineWith('| `SmashLampCommand` |')).toContain('| – | `dark`, `lit` |');
    expect(lineWith('| `LampSwitched` |')).toContain('`on` boolean<br>`at` instant');
  });

  it('says who waits for an event, who hears of it and why not, and what older ones became', () => {
    expect(lineWith('| `LampHung` |')).toContain(
      'SYNC (`lamps`, priority 1): somebody stands in the dark | `lamp_update`',
    );
    expect(lineWith('| `LampSwitched` |')).toContain('| async | nobody: they see it |');
    expect(pageOfLamp).toContain('- `LampHung@1` is read as `LampHung@2`');
  });

  it('lists the rules, and what of them is not here', () => {
    expect(lineWith('| LA-R2 |')).toBe('| LA-R2 | Cheap. | no tariff |');
  });

  it('is the same every time', () => {
    expect(domainPage(lamp)).toBe(pageOfLamp);
  });
});

it('the overview counts what each domain has, and the share of events that commands wait for', () => {
  expect(overviewPage([lamp])).toContain('| [Lamp](lamp.md) | Gives light. | 3 | 2 | 4 | 1 (50 %) |');
});
