import type { EventEnvelope } from '../../../core/envelope.ts';
import type { SagaInstance } from '../../../core/saga-instance/state.ts';
import type { BrokerRules } from '../broker-double.ts';
import type { Performed } from '../effects-under-fault.ts';
import { journalOf } from '../engine.ts';
import { type Fault, FaultPlan } from '../faults.ts';
import { Simulation } from '../simulation.ts';

/** What a person is asked when a saga needs one. */
export interface Asked {
  readonly code: string;
  readonly ids: readonly string[];
}

/** A saga and the world it runs in, and what its specification says of its end. */
export interface Scene {
  readonly title: string;
  readonly saga: string;
  readonly rules?: BrokerRules;
  /** Kinds of sagas that begin by themselves in it. */
  readonly children?: readonly string[];
  /** Lets everything be that was before, and answers what starts the saga. */
  readonly begin: (world: Simulation) => EventEnvelope;
  /** What else happens while it runs. */
  readonly during?: (world: Simulation) => void;
  /** From the end of this step on there is no way back; null when everything is undone or needs no undoing. */
  readonly pivot: string | null;
  /** How it ends when nothing goes wrong, if it does not complete. */
  readonly ends?: 'aborted';
  /** After so long, in milliseconds, some of it is rightly not done any more. */
  readonly perishesAfterMs?: number;
  /** What must not be left when it was undone, in words. */
  readonly orphans: (world: Simulation, sagaId: string) => readonly string[];
  /** What a person is asked when a step can neither be finished nor undone. */
  readonly stuck: Asked;
  /** What a person is asked after every failure; null when nothing is. */
  readonly failed: Asked | null;
  /** That is asked, too, when somebody had it end. */
  readonly asksWhenAborted?: true;
}

/** Nothing when that was told, exactly once, since the saga began; else that it was not. */
export const told = (world: Simulation, eventType: string): readonly string[] => {
  const times = world.news.filter(({ event }) => event.eventType === eventType).length;
  return times === 1 ? [] : [`${eventType} was told ${times} times`];
};

/** What became of a scene. */
export interface Played {
  readonly world: Simulation;
  readonly sagaId: string;
  readonly performed: readonly Performed[];
  readonly faults: FaultPlan;
  readonly journal: () => SagaInstance;
}

/** How a scene is played. */
export interface Circumstances {
  readonly faults?: readonly Fault[];
  /** How often everything is told. */
  readonly repeats?: number;
  /** What is done to the world before the saga starts. */
  readonly before?: (world: Simulation) => void;
  readonly until?: (played: Played) => boolean;
}

const begun = new Map<Scene, { readonly world: Simulation; readonly trigger: EventEnvelope }>();

/** Each scene is begun once, and every play goes on from there. */
const beginOnce = (scene: Scene) => {
  const known = begun.get(scene);
  if (known) return known;
  const world = new Simulation(scene.rules);
  const beginning = { world, trigger: scene.begin(world) };
  begun.set(scene, beginning);
  return beginning;
};

/** Plays a scene until nothing is left to happen, or until it is enough. */
export const play = (
  scene: Scene,
  { faults = [], repeats = 1, before, until }: Circumstances = {},
): Played => {
  const { world: beginning, trigger } = beginOnce(scene);
  const world = new Simulation(scene.rules, beginning);
  const plan = new FaultPlan(faults);
  world.children = new Set(scene.children ?? []);
  world.faultsOf = (type) => (type === scene.saga ? plan : new FaultPlan());
  world.repeats = repeats;
  scene.during?.(world);
  before?.(world);
  const hosted = world.trigger(scene.saga, trigger);
  const { sagaId, performed } = hosted;
  const journal = () => {
    const state = journalOf(hosted);
    if (!state) throw new Error('the saga was not started');
    return state;
  };
  const played: Played = { world, sagaId, performed, faults: plan, journal };
  world.settle(() => until?.(played) ?? false);
  return played;
};
