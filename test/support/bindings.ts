import type { EventEnvelope } from '../../src/core/envelope.ts';
import type { Env } from '../../src/platform/env.ts';
import { env } from './commands.ts';

/** The bindings, and what is put into the queue of sagas, which goes nowhere. */
export const withQueue = () => {
  const sent: { readonly body: unknown; readonly options: unknown }[] = [];
  const send = async (body: unknown, options: unknown) => void sent.push({ body, options });
  return { bindings: { ...env, SAGAS: { send } } as unknown as Env, sent };
};

/** What a saga's object was told. */
export interface Told {
  readonly name: string;
  readonly event: EventEnvelope;
}

/** The bindings, with saga objects that only note what they are told; or that do not answer at all. */
export const withSagas = ({ answering }: { readonly answering: boolean }) => {
  const [started, delivered]: [Told[], Told[]] = [[], []];
  const note = async (told: Told[], name: string, event: string) => {
    if (!answering) throw new Error('out of reach');
    told.push({ name, event: JSON.parse(event) as EventEnvelope });
  };
  const getByName = (name: string) => ({
    start: async ({ trigger }: { readonly trigger: string }) => {
      await note(started, name, trigger);
      return { refused: null };
    },
    deliver: (event: string) => note(delivered, name, event),
  });
  return { bindings: { ...env, SAGA: { getByName } } as unknown as Env, started, delivered };
};
