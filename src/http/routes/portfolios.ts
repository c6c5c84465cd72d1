import { Hono } from 'hono';
import { z } from 'zod';
import { instant } from '../../core/instant.ts';
import type { ViewRow } from '../../core/view.ts';
import type { CreatePortfolioCommand, PortfolioCommand } from '../../domains/portfolio/commands.ts';
import { defaultPortfolios } from '../../domains/portfolio/default-portfolio.ts';
import type { PortfolioState } from '../../domains/portfolio/state.ts';
import {
  ENVIRONMENTS,
  type Environment,
  MAX_ACCOUNTS,
  MAX_AUTOMATIONS,
  nameSchema,
} from '../../domains/portfolio/values.ts';
import { portfolioResource } from '../../domains/portfolio/view.ts';
import { ownStub } from '../../facts/owner.ts';
import { idOf } from '../../platform/hash.ts';
import { jsonBody, queryOf } from '../body.ts';
import { accepted, etag, operationOf, requestIdentity, userCommand } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { callerOf, existing, type Kind } from '../own-objects.ts';
import { accountRows, statisticsOf, summaryOf } from '../portfolio-figures.ts';
import { Problem } from '../problem.ts';
import { notFound, resourceAnswer, rowOf, rowsOf } from '../views.ts';

const accountIds = z.array(z.uuid()).max(MAX_ACCOUNTS);
const automationIds = z.array(z.uuid()).max(MAX_AUTOMATIONS);

const createBody = z.strictObject({
  name: nameSchema,
  environment: z.enum(ENVIRONMENTS),
  accountIds: accountIds.default([]),
});
const changeBody = z.strictObject({
  name: nameSchema.nullable().default(null),
  accountIds: accountIds.nullable().default(null),
});
const strategyBody = z.strictObject({ name: nameSchema, automationIds: automationIds.default([]) });
const strategyChangeBody = z.strictObject({
  name: nameSchema.nullable().default(null),
  automationIds: automationIds.nullable().default(null),
});
const listQuery = z.strictObject({ ...pageQuery, environment: z.enum(ENVIRONMENTS).optional() });

const PORTFOLIO: Kind = { type: 'portfolio', noun: 'portfolio' };

type Row = ViewRow<PortfolioState>;

const ownRows = async (context: HttpContext): Promise<readonly Row[]> =>
  (await rowsOf(context, 'portfolios')) as readonly Row[];

const ownRow = async (context: HttpContext, id: string): Promise<Row> =>
  (await rowOf(context, 'portfolios', 'portfolio', id)) as Row;

/** The caller's accounts of these ids, with their environments; 404 when one is nobody's or somebody else's. */
const accountsOf = async (
  context: HttpContext,
  ids: readonly string[],
): Promise<CreatePortfolioCommand['accounts']> => {
  const known = new Map((await accountRows(context)).map(({ id, doc }) => [id, doc.environment]));
  return ids.map((accountId) => {
    const environment = known.get(accountId);
    if (environment === undefined) {
      const detail = `there is no account ${accountId}`;
      throw new Problem(404, 'account_not_found', detail, { errors: [{ field: 'accountIds', detail }] });
    }
    return { accountId, environment: environment as Environment };
  });
};

const otherNames = async (context: HttpContext, portfolioId: string): Promise<string[]> =>
  (await ownRows(context)).filter(({ id }) => id !== portfolioId).map(({ doc }) => doc.name);

const shown = (context: HttpContext, row: Row, more: object, status: 200 | 201): Response => {
  context.header('etag', etag(row.version));
  return context.json({ ...portfolioResource(row), ...more }, status);
};

interface Request {
  /** Null makes a new portfolio. */
  readonly id: string | null;
  readonly route: string;
  readonly body: unknown;
}

/** Gives a command to a portfolio and answers the portfolio as it is then; 204 when the command deleted it. */
const give = async (
  context: HttpContext,
  { id, route, body }: Request,
  commandFor: (portfolioId: string) => Promise<PortfolioCommand> | PortfolioCommand,
  status: 200 | 201 = 200,
): Promise<Response> => {
  if (id !== null) await existing(context, PORTFOLIO, id);
  const owner = callerOf(context);
  const { userId } = owner;
  const identity = requestIdentity(context, { userId, route: `${route}:${id ?? ''}`, body });
  const portfolioId = id ?? idOf('portfolio', identity.commandId);
  const envelope = userCommand(context, identity, await commandFor(portfolioId));
  const result = accepted(await ownStub(owner, PORTFOLIO.type, portfolioId).execute(envelope));
  const doc = result.state as PortfolioState;
  if (doc.status === 'deleted') return context.body(null, 204);
  const projected = (await ownRows(context)).find((row) => row.id === portfolioId);
  // A hub that is behind does not show it yet: then it is shown as the command left it.
  const row =
    projected && projected.version >= result.version
      ? projected
      : { id: portfolioId, version: result.version, updatedAt: instant(Date.now()), doc };
  return shown(context, row, operationOf(identity, result), status);
};

/** What a strategy's path names. */
const pathOf = (context: HttpContext) => ({
  id: context.req.param('id') ?? '',
  strategyId: context.req.param('strategyId') ?? '',
});

/** Portfolios of the caller. Their figures are computed when they are asked for, from what the hub shows and the market's prices. */
export const portfolioRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .post('/', async (context) => {
    const body = await jsonBody(context, createBody);
    const { name, environment } = body;
    const request = { id: null, route: 'create-portfolio', body };
    return give(
      context,
      request,
      async (portfolioId) => ({
        type: 'CreatePortfolioCommand',
        name,
        environment,
        accounts: await accountsOf(context, body.accountIds),
        otherNames: await otherNames(context, portfolioId),
      }),
      201,
    );
  })
  .get('/', async (context) => {
    const query = queryOf(context, listQuery);
    const rows = (await ownRows(context)).filter(
      ({ doc }) => query.environment === undefined || doc.environment === query.environment,
    );
    const page = pageOf(rows, (row) => ({ at: row.doc.createdAt, id: row.id }), query);
    return context.json(listBody(page.rows.map(portfolioResource), page.nextCursor));
  })
  .get('/default/:environment/summary', async (context) => {
    const accounts = (await accountRows(context)).map(({ id, doc }) => ({
      accountId: id,
      environment: doc.environment,
    }));
    const wanted = context.req.param('environment');
    const portfolio = defaultPortfolios(accounts).find(({ environment }) => environment === wanted);
    if (!portfolio) throw notFound('portfolio');
    return context.json({ ...portfolio, currencies: await summaryOf(context, portfolio.accountIds) });
  })
  .get('/:id', async (context) => {
    const row = await ownRow(context, context.req.param('id'));
    return resourceAnswer(context, row.version, portfolioResource(row));
  })
  .get('/:id/summary', async (context) => {
    const { id, doc } = await ownRow(context, context.req.param('id'));
    const { environment, accountIds } = doc;
    const currencies = await summaryOf(context, accountIds);
    return context.json({ portfolioId: id, environment, accountIds, currencies });
  })
  .get('/:id/statistics', async (context) => {
    const { id, doc } = await ownRow(context, context.req.param('id'));
    const currencies = await statisticsOf(context, doc.accountIds, Object.values(doc.strategies));
    return context.json({ portfolioId: id, currencies });
  })
  .patch('/:id', async (context) => {
    const body = await jsonBody(context, changeBody);
    const request = { id: context.req.param('id'), route: 'update-portfolio', body };
    return give(context, request, async (portfolioId) => ({
      type: 'UpdatePortfolioCommand',
      name: body.name,
      accounts: body.accountIds === null ? null : await accountsOf(context, body.accountIds),
      otherNames: await otherNames(context, portfolioId),
    }));
  })
  .delete('/:id', (context) => {
    const request = { id: context.req.param('id'), route: 'delete-portfolio', body: {} };
    return give(context, request, () => ({ type: 'DeletePortfolioCommand' }));
  })
  .post('/:id/strategies', async (context) => {
    const body = await jsonBody(context, strategyBody);
    const request = { id: context.req.param('id'), route: 'add-strategy', body };
    return give(context, request, () => ({ type: 'AddStrategyCommand', ...body }), 201);
  })
  .patch('/:id/strategies/:strategyId', async (context) => {
    const body = await jsonBody(context, strategyChangeBody);
    const { id, strategyId } = pathOf(context);
    const request = { id, route: `update-strategy:${strategyId}`, body };
    return give(context, request, () => ({ type: 'UpdateStrategyCommand', strategyId, ...body }));
  })
  .delete('/:id/strategies/:strategyId', (context) => {
    const { id, strategyId } = pathOf(context);
    const request = { id, route: `remove-strategy:${strategyId}`, body: {} };
    return give(context, request, () => ({ type: 'RemoveStrategyCommand', strategyId }));
  });
