import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { DemoSocket, type Frame } from './client.ts';

class Wire extends EventEmitter {
  readonly socket: DemoSocket = new DemoSocket(this);

  arrives(t: string, p: object = {}): void {
    this.emit('message', JSON.stringify({ t, p }));
  }

  close(): void {}
}

const ofType = (t: string) => (frame: Frame) => frame.t === t;

describe('a socket of the demo', () => {
  it('hands frames that are waited for at the same time out in whatever order they come', async () => {
    const wire = new Wire();
    const both = Promise.all([wire.socket.next(ofType('order')), wire.socket.next(ofType('position'))]);
    wire.arrives('position');
    wire.arrives('order');
    expect((await both).map(({ t }) => t)).toEqual(['order', 'position']);
  });

  it('hands each frame out once, to whoever has waited longest for one like it', async () => {
    const wire = new Wire();
    const [first, second] = [wire.socket.next(ofType('order')), wire.socket.next(ofType('order'))];
    wire.arrives('order', { version: 1 });
    wire.arrives('order', { version: 2 });
    expect([(await first).p, (await second).p]).toEqual([{ version: 1 }, { version: 2 }]);
  });

  it('keeps what comes while nobody waits, and passes over what is older than the frame that is wanted', async () => {
    const wire = new Wire();
    for (const t of ['order', 'position', 'account']) wire.arrives(t);
    expect((await wire.socket.next(ofType('position'))).t).toBe('position');
    const order = wire.socket.next(ofType('order'));
    wire.arrives('order', { version: 2 });
    expect((await order).p).toEqual({ version: 2 });
  });
});
