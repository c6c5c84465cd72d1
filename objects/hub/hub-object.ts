import { DurableObject } from 'cloudflare:workers';
import type { EventEnvelope } from '../../src/core/envelope.ts';
import { instant } from '../../src/core/instant.ts';
import type { ViewRow } from '../../src/core/view.ts';
import { type ObjectAddress, parseObjectName } from '../../src/platform/stubs.ts';
import { answerClient, type SocketState, serverReady } from '../../src/realtime/client-messages.ts';
import { faultPoint } from '../fault-points.ts';
import { type HubContent, RangeProjection, type TopicFrame } from './range-projection.ts';
import { type Progress, ViewStore } from './view-store.ts';

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
  ): TopicFrame[] {
    try {
      return this.ctx.storage.transactionSync(() => {
        this.store.prepare();
        if (reborn) this.store.removeAggregate(aggregateId);
        const projection = new RangeProjection(this.#content, this.store);
        const frames = events.flatMap((envelope) => projection.take(envelope));
        projection.save(aggregateId);
        this.store.saveProgress(aggregateId, progress);
        return frames;
      });
    } catch (error) {
      this.store.rolledBack();
      throw error;
    }
  }
}
