import { Hono } from 'hono';
import type { HttpEnv } from './context.ts';
import { nameRequest } from './middleware.ts';
import { Problem, problemResponse } from './problem.ts';
import { accountRoutes } from './routes/accounts.ts';
import { authRoutes } from './routes/auth.ts';
import { automationRoutes } from './routes/automations.ts';
import { connectionRoutes } from './routes/connections.ts';
import { eventRoutes } from './routes/events.ts';
import { marketRoutes, operatorRoutes } from './routes/market.ts';
import { operationRoutes } from './routes/operations.ts';
import { orderRoutes } from './routes/orders.ts';
import { portfolioRoutes } from './routes/portfolios.ts';
import { positionRoutes } from './routes/positions.ts';
import { profileRoutes } from './routes/profile.ts';
import { sagaRoutes } from './routes/sagas.ts';
import { openSocket } from './routes/socket.ts';
import { virtualAccountRoutes } from './routes/virtual-accounts.ts';
import { webhookRoutes } from './routes/webhooks.ts';

const api = new Hono<HttpEnv>()
  .route('/auth', authRoutes)
  .route('/me', profileRoutes)
  .route('/broker-connections', connectionRoutes)
  .route('/broker-accounts', accountRoutes)
  .route('/virtual-accounts', virtualAccountRoutes)
  .route('/automations', automationRoutes)
  .route('/webhooks', webhookRoutes)
  .route('/orders', orderRoutes)
  .route('/positions', positionRoutes)
  .route('/portfolios', portfolioRoutes)
  .route('/market', marketRoutes)
  .route('/events', eventRoutes)
  .route('/operations', operationRoutes)
  .route('/operator/sagas', sagaRoutes)
  .route('/operator', operatorRoutes);

/** The HTTP face of TradeCore. */
export const app = new Hono<HttpEnv>();

// The socket comes first: a switched protocol takes no further headers.
app.get('/wse', openSocket);
app.use(nameRequest);
app.get('/health', (context) => context.json({ status: 'ok' }));
app.route('/api/v1', api);

app.notFound((context) =>
  problemResponse(new Problem(404, 'not_found', 'there is nothing here'), context.get('requestId') ?? ''),
);

app.onError((error, context) => {
  const requestId = context.get('requestId') ?? crypto.randomUUID();
  if (error instanceof Problem) return problemResponse(error, requestId);
  console.error(`request ${requestId} failed`, error);
  return problemResponse(new Problem(500, 'internal_error', 'something went wrong on our side'), requestId);
});
