import { Hono } from 'hono';
import type { HttpEnv } from './context.ts';
import { nameRequest } from './middleware.ts';
import { Problem, problemResponse } from './problem.ts';
import { accountRoutes } from './routes/accounts.ts';
import { authRoutes } from './routes/auth.ts';
import { connectionRoutes } from './routes/connections.ts';
import { eventRoutes } from './routes/events.ts';
import { marketRoutes, operatorRoutes } from './routes/market.ts';
import { orderRoutes } from './routes/orders.ts';
import { positionRoutes } from './routes/positions.ts';
import { openSocket } from './routes/socket.ts';

const api = new Hono<HttpEnv>()
  .route('/auth', authRoutes)
  .route('/broker-connections', connectionRoutes)
  .route('/broker-accounts', accountRoutes)
  .route('/orders', orderRoutes)
  .route('/positions', positionRoutes)
  .route('/market', marketRoutes)
  .route('/events', eventRoutes)
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
