import { AggregateObject } from '../../objects/aggregate/aggregate-object.ts';
import { hubDestination } from '../../objects/destinations/hub.ts';
import { sagaDestination } from '../../objects/destinations/sagas.ts';
import { HubObject } from '../../objects/hub/hub-object.ts';
import { SagaObject } from '../../objects/saga/saga-object.ts';
import { sagaCatalog } from '../../src/core/saga-instance/position.ts';
import type { Env } from '../../src/platform/env.ts';
import { bookingAggregate, bookingSaga, bookingView } from './booking.ts';
import { roomAggregate } from './room.ts';

export class RoomObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, roomAggregate);
  }
  protected override destinations() {
    return [];
  }
}

export class BookingObject extends AggregateObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, bookingAggregate);
  }
  protected override destinations() {
    const sagas = sagaDestination(this.env, {
      host: 'booking_saga',
      read: bookingAggregate.events.read,
      triggers: bookingSaga.triggers,
    });
    return [hubDestination(this.env, 'booking_hub'), sagas];
  }
}

export class BookingHub extends HubObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, { views: [bookingView], read: bookingAggregate.events.read, publish: () => null });
  }
}

export class BookingSagaObject extends SagaObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, sagaCatalog([bookingSaga]), {});
  }
  protected override destinations() {
    return [];
  }
}
