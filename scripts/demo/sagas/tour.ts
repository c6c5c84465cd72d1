import { Operator } from '../operator.ts';
import { Person } from '../person.ts';
import type { Tour } from '../tour.ts';
import { connecting } from './connecting.ts';
import { deletion } from './deletion.ts';
import { disconnection } from './disconnection.ts';
import { nothingLeft, printTimes } from './nothing-left.ts';
import { buying, resting, signalling } from './orders.ts';
import { recovery } from './recovery.ts';
import { Stage } from './stage.ts';

/** The sagas: connect, trade, recover, disconnect with everything in use, delete a user; every journal is printed. */
export const sagasTour = async (tour: Tour, url: string): Promise<void> => {
  const operator = new Operator(url);
  const stage = new Stage(tour, operator);
  const signUp = (name: string) =>
    tour.step(`${name} registers and signs in`, () => Person.signUp(url, name));
  await operator.quote('AAPL', '189.99', '190.00', '190.00');

  const ada = await signUp('ada');
  const connected = await connecting(stage, ada);
  await buying(stage, ada, connected);
  const automated = await signalling(stage, ada, connected);
  const rested = await resting(stage, ada, connected);
  await recovery(stage, ada, connected);
  await disconnection(stage, ada, { connected, automated, rested });

  const bob = await signUp('bob');
  const bobs = await connecting(stage, bob);
  await deletion(stage, bob, bobs, await resting(stage, bob, bobs));
  await nothingLeft(stage, [ada, bob]);
  printTimes(stage);
};
