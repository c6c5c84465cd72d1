import { DurableObject } from 'cloudflare:workers';
import type { DomainEvent } from '../../src/core/decider.ts';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import { instant } from '../../src/core/instant.ts';
import type { AnyView, ViewEventMeta, ViewRow } from '../../src/core/view.ts';
import { type ObjectAddress, parseObjectName } from '../../src/platform/stubs.ts';
import { answerClient, type SocketState, serverReady } from '../../src/realtime/client-messages.ts';
import { type Publication, publicationFrame } from '../../src/realtime/frames.ts';
import { faultPoint } from '../fault-points.ts';
import { type Progress, type TopicHead, ViewStore } from './view-store.ts';

/** What an event changed, for whoever turns changes into messages. */
export interface ViewChange {
  readonly event: EventEnvelope;
  readonly kind: string | null;
  readonly row: ViewRow | null;
}

/** What a hub keeps and tells; `read` answers null for an event that means nothing any more and throws when its type is unknown or newer. */
export interface HubContent {
  readonly views: readonly AnyView[];
  readonly read: (envelope: EventEnvelope) => DomainEvent | null;
  readonly publish: (change: ViewChange) => Publication | null;
}

/**
 * The live views and the sockets of one user: a range updates views and sends frames in one turn without an await. It calls
 * nobody; the version it answers is the sender's cursor, so gaps, repeats and a lost hub all heal the same way.
 */
export abstract class HubObject<Env> extends DurableObject<Env> {
  protected readonly address: ObjectAddress;
  protected readonly store: ViewStore;
  readonly #content: HubContent;

  constructor(ctx: DurableObjectState, env: Env, content: HubContent) {
    super(ctx, env);
    this.address = parseObjectName(ctx.id.name);
    this.store = new ViewStore(ctx.storage.sql);
    this.#content = content;
  }

  async apply(
    aggregateId: string,
    epoch: string,
    fromVersion: number,
    toVersion: number,
    text: string,
  ): Promise<number> {
    const progress = this.store.progress(aggregateId);
    const have = progress?.epoch === epoch ? progress.version : 0;
    if (toVersion <= have || fromVersion > have + 1) return have;
    const events = (JSON.parse(text) as EventEnvelope[]).filter((event) => event.aggregateVersion > have);
    const reborn = progress !== null && progress.epoch !== epoch;
    const frames = this.#commit(events, aggregateId, { epoch, version: toVersion }, reborn);
    for (const frame of frames) this.broadcast(frame.topic, frame.text);
    const crash = faultPoint(this.ctx, this.address.type, 'applied');
    if (crash) await crash;
    return toVersion;
  }

  async list(kind: string): Promise<readonly ViewRow[]> {
    return this.store.list(kind);
  }

  async find(kind: string, fields: Readonly<Record<string, readonly string[]>>): Promise<readonly ViewRow[]> {
    return this.store.find(kind, fields);
  }

  async get(kind: string, id: string): Promise<ViewRow | null> {
    return this.store.get(kind, id);
  }

  /** Accepts a socket whose user the Worker has verified. */
  override async fetch(): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair();
    const state: SocketState = { connectionId: crypto.randomUUID(), topics: [] };
    this.ctx.acceptWebSocket(server);
    server.serializeAttachment(state);
    server.send(serverReady(state.connectionId, this.address.userId, instant(Date.now())));
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const text = typeof message === 'string' ? message : new TextDecoder().decode(message);
    const answer = answerClient(text, socket.deserializeAttachment() as SocketState, Date.now());
    socket.serializeAttachment(answer.state);
    for (const frame of answer.frames) socket.send(frame);
  }

  override async webSocketClose(): Promise<void> {}

  /** Sends a frame to every open socket that subscribed to the topic. */
  protected broadcast(topic: string, frame: string): void {
    for (const socket of this.ctx.getWebSockets()) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      if (!(socket.deserializeAttachment() as SocketState).topics.includes(topic)) continue;
      try {
        socket.send(frame);
      } catch {
        // A socket that closes meanwhile must not cost the others their frame; its client comes back and asks.
      }
    }
  }

  #commit(
    events: readonly EventEnvelope[],
    aggregateId: string,
    progress: Progress,
    reborn: boolean,
  ): { topic: string; text: string }[] {
    const heads = new Map<string, TopicHead>();
    try {
      return this.ctx.storage.transactionSync(() => {
        this.store.prepare();
        if (reborn) this.store.removeAggregate(aggregateId);
        const frames = events.flatMap((envelope) => this.#project(envelope, heads));
        this.store.saveProgress(aggregateId, progress);
        for (const [topic, head] of heads) this.store.saveTopic(topic, head);
        return frames;
      });
    } catch (error) {
      this.store.rolledBack();
      throw error;
    }
  }

  #project(envelope: EventEnvelope, heads: Map<string, TopicHead>): { topic: string; text: string }[] {
    const event = this.#content.read(envelope);
    const changes = event
      ? this.#content.views
          .filter((view) => view.eventTypes.has(event.type))
          .map((view) => this.#projectInto(view, event, envelope))
      : [];
    const publications = (
      changes.length > 0 ? changes : [{ event: envelope, kind: null, row: null }]
    ).flatMap((change) => this.#content.publish(change) ?? []);
    return publications.map((publication) => {
      const before = heads.get(publication.topic) ?? this.store.topic(publication.topic) ?? newTopic();
      const head = { epoch: before.epoch, head: before.head + 1 };
      heads.set(publication.topic, head);
      const stamp = { id: envelope.eventId, at: envelope.occurredAt, epoch: head.epoch, offset: head.head };
      return { topic: publication.topic, text: publicationFrame(publication, stamp) };
    });
  }

  #projectInto(view: AnyView, event: DomainEvent, envelope: EventEnvelope): ViewChange {
    const meta: ViewEventMeta = envelope;
    const id = view.rowId(event, meta);
    const doc = view.project(this.store.get(view.kind, id)?.doc ?? null, event, meta);
    if (doc === null) {
      this.store.remove(view.kind, id);
      return { event: envelope, kind: view.kind, row: null };
    }
    const row = { id, version: envelope.aggregateVersion, updatedAt: envelope.occurredAt, doc };
    this.store.save(view.kind, envelope.aggregateId, row);
    return { event: envelope, kind: view.kind, row };
  }
}

const newTopic = (): TopicHead => ({
  epoch: crypto.getRandomValues(new Uint32Array(1)).at(0)?.toString(16).padStart(8, '0') ?? '00000000',
  head: 0,
});
