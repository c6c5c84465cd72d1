import { type AnySaga, anySaga } from '../core/saga.ts';
import { type SagaCatalog, sagaCatalog } from '../core/saga-instance/position.ts';
import { accountRecoverySaga } from './account-recovery-saga.ts';
import { automationExecutionSaga } from './automation-execution-saga.ts';
import { brokerConnectionSaga } from './broker-connection-saga.ts';
import { brokerDisconnectionSaga } from './broker-disconnection-saga.ts';
import { connectionRecoverySaga } from './connection-recovery-saga.ts';
import { orderExecutionSaga } from './order-execution-saga.ts';
import { positionManagementSaga } from './position-management-saga.ts';
import { userDeletionSaga } from './user-deletion-saga.ts';

/** Every version of every saga that may still be running. */
export const sagaDefinitions: readonly AnySaga[] = [
  anySaga(accountRecoverySaga),
  anySaga(automationExecutionSaga),
  anySaga(brokerConnectionSaga),
  anySaga(brokerDisconnectionSaga),
  anySaga(connectionRecoverySaga),
  anySaga(orderExecutionSaga),
  anySaga(positionManagementSaga),
  anySaga(userDeletionSaga),
];

/** The same by type and version: their host runs them, operators see how far they are. */
export const sagas: SagaCatalog = sagaCatalog(sagaDefinitions);
