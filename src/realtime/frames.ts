/** Something to tell a user's clients: which topic it belongs to, its wire type, its payload in snake_case. */
export interface Publication {
  readonly topic: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Where a publication stands in its topic; live and replayed copies carry the same stamp. */
export interface Stamp {
  readonly id: string;
  readonly at: string;
  readonly epoch: string;
  readonly offset: number;
}

/** A stamped publication as text: the envelope of the WSE protocol with its recovery stamp. */
export const publicationFrame = ({ topic, type, payload }: Publication, stamp: Stamp): string =>
  JSON.stringify({
    c: 'U',
    t: type,
    p: payload,
    v: 1,
    id: stamp.id,
    ts: stamp.at,
    tp: topic,
    e: stamp.epoch,
    o: stamp.offset,
  });

/** A publication that is superseded by the next one, such as a valuation: not stamped, not recoverable. */
export const transientFrame = ({ type, payload }: Publication): string =>
  JSON.stringify({ c: 'U', t: type, p: payload, v: 1 });

/** A message of the protocol itself. `c` and `t` come first: one public client looks only at the first 25 characters. */
export const systemFrame = (type: string, payload: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ c: 'WSE', t: type, p: payload, v: 1 });

/** An error frame; it never closes the socket by itself. */
export const errorFrame = (code: string, message: string, recoverable = true): string =>
  systemFrame('error', { code, message, recoverable });
