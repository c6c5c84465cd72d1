import { exports } from 'cloudflare:workers';
import type { Frame } from './client.ts';

// The type of the main module's exports is only known to a generated file; this is its default export.
const worker = (exports as unknown as { readonly default: Fetcher }).default;

/** A socket as it is, with nothing sent yet. */
export interface RawSocket {
  readonly status: number;
  /** Every frame, as text and parsed. */
  readonly texts: string[];
  readonly frames: Frame[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** The first frame, past or coming, that the predicate likes. */
  next(predicate: (frame: Frame) => boolean): Promise<Frame>;
  send(text: string): void;
  close(): void;
}

/** Asks for a socket with these headers and listens. */
export const rawSocket = async (headers: Record<string, string> = {}): Promise<RawSocket> => {
  const call = new Request('https://tradecore.test/wse', { headers: { upgrade: 'websocket', ...headers } });
  const response = await worker.fetch(call);
  const socket = response.webSocket;
  if (!socket) throw new Error(`no socket: ${response.status}`);
  const texts: string[] = [];
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  socket.addEventListener('message', ({ data }) => {
    texts.push(String(data));
    frames.push(JSON.parse(String(data)) as Frame);
    for (const look of waiting) look();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason })),
  );
  socket.accept();
  const next: RawSocket['next'] = (predicate) =>
    new Promise((resolve) => {
      const look = () => {
        const found = frames.find(predicate);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    status: response.status,
    texts,
    frames,
    closed,
    next,
    send: (text) => socket.send(text),
    close: () => socket.close(1000),
  };
};
