import { Hono } from 'hono';
import { z } from 'zod';
import { instant } from '../../core/instant.ts';
import type { ViewRow } from '../../core/view.ts';
import { activationChecklist } from '../../domains/automation/activation.ts';
import type { AutomationCommand } from '../../domains/automation/commands.ts';
import {
  configurationChangesSchema,
  configurationSchema,
} from '../../domains/automation/configuration/configuration.ts';
import { webhookSettingsSchema } from '../../domains/automation/configuration/webhook-settings.ts';
import { type SignalList, signalResources } from '../../domains/automation/signals-view.ts';
import type { AutomationProfile } from '../../domains/automation/state.ts';
import { AUTOMATION_STATUSES, MAX_ACCOUNTS } from '../../domains/automation/values.ts';
import { automationResource } from '../../domains/automation/view.ts';
import { accountReferences, accountStandings } from '../../facts/account-standings.ts';
import { createAutomation, suspendAll } from '../automation-registry.ts';
import { answerAutomation, giveToAutomation, rowAfter } from '../automations.ts';
import { jsonBody, queryOf } from '../body.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { listBody, pageOf, pageQuery } from '../lists.ts';
import { requireUser } from '../middleware.ts';
import { optionalBody } from '../optional-body.ts';
import { callerOf } from '../own-objects.ts';
import { resourceAnswer, rowOf, rowsOf } from '../views.ts';
import { newWebhookToken, shownToken } from '../webhook-tokens.ts';

const accountIds = z.array(z.uuid()).min(1).max(MAX_ACCOUNTS);

const createBody = configurationSchema.extend({ accountIds, webhook: webhookSettingsSchema.prefault({}) });

/** `confirmed`: the user was told what the change loosens and wants it (AU-U14). */
const changeBody = configurationChangesSchema.extend({ confirmed: z.boolean().default(false) });

const accountsBody = z.strictObject({ accountIds });

const suspendBody = z.strictObject({
  reason: z.string().trim().min(1).max(500).default('requested by user'),
});

const listQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(AUTOMATION_STATUSES).optional(),
  symbol: z.string().trim().toUpperCase().optional(),
  accountId: z.uuid().optional(),
});

type Row = ViewRow<AutomationProfile>;

const ownRow = async (context: HttpContext, id: string): Promise<Row> =>
  (await rowOf(context, 'automations', 'automation', id)) as Row;

/** Gives a command that needs to know nothing, and answers the automation. */
const simply = async (
  context: HttpContext,
  id: string,
  route: string,
  command: AutomationCommand,
): Promise<Response> => {
  const { identity, result } = await giveToAutomation(context, { id, route, body: command }, () => command);
  return answerAutomation(context, identity, result);
};

/** Automations of the caller. */
export const automationRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .post('/', async (context) => createAutomation(context, await jsonBody(context, createBody)))
  .get('/', async (context) => {
    const query = queryOf(context, listQuery);
    const rows = ((await rowsOf(context, 'automations')) as readonly Row[]).filter(
      ({ doc }) =>
        (query.status === undefined || doc.status === query.status) &&
        (query.symbol === undefined || doc.configuration.symbol === query.symbol) &&
        (query.accountId === undefined || doc.accountIds.includes(query.accountId)),
    );
    const page = pageOf(rows, (row) => ({ at: row.doc.createdAt, id: row.id }), query);
    return context.json(listBody(page.rows.map(automationResource), page.nextCursor));
  })
  .post('/suspend-all', async (context) => {
    const { reason } = await optionalBody(context, suspendBody);
    return context.json(listBody(await suspendAll(context, reason), null));
  })
  .get('/:id', async (context) => {
    const row = await ownRow(context, context.req.param('id'));
    return resourceAnswer(context, row.version, automationResource(row));
  })
  .get('/:id/signals', async (context) => {
    const row = await rowOf(context, 'automation_signals', 'automation', context.req.param('id'));
    return context.json(listBody(signalResources(row as ViewRow<SignalList>), null));
  })
  .get('/:id/checklist', async (context) => {
    const { doc } = await ownRow(context, context.req.param('id'));
    const now = instant(Date.now());
    const accounts = await accountStandings(callerOf(context), doc.accountIds, now);
    const items = activationChecklist(doc, accounts, now).map(({ item, refusal }) => ({
      item,
      met: refusal === null,
      detail: refusal?.detail ?? null,
    }));
    return context.json(listBody(items, null));
  })
  .patch('/:id', async (context) => {
    const body = await jsonBody(context, changeBody);
    const { confirmed, ...changes } = body;
    const request = { id: context.req.param('id'), route: 'update-automation', body };
    const { identity, result } = await giveToAutomation(context, request, async ({ profile }) => {
      const accounts = await accountReferences(callerOf(context), profile.accountIds);
      return { type: 'UpdateAutomationCommand', changes, confirmed, accounts };
    });
    return answerAutomation(context, identity, result);
  })
  .delete('/:id', async (context) => {
    const request = { id: context.req.param('id'), route: 'delete-automation' };
    await giveToAutomation(context, request, () => ({ type: 'DeleteAutomationCommand' }));
    return context.body(null, 204);
  })
  .post('/:id/activate', async (context) => {
    const request = { id: context.req.param('id'), route: 'activate-automation' };
    const { identity, result } = await giveToAutomation(context, request, async ({ profile }) => {
      const now = instant(Date.now());
      const accounts = await accountStandings(callerOf(context), profile.accountIds, now);
      return { type: 'ActivateAutomationCommand', accounts };
    });
    return answerAutomation(context, identity, result);
  })
  .post('/:id/deactivate', (context) =>
    simply(context, context.req.param('id'), 'deactivate-automation', {
      type: 'DeactivateAutomationCommand',
    }),
  )
  .post('/:id/suspend', async (context) => {
    const { reason } = await optionalBody(context, suspendBody);
    const command = { type: 'SuspendAutomationCommand' as const, reason, by: 'user' as const };
    return simply(context, context.req.param('id'), 'suspend-automation', command);
  })
  .post('/:id/resume', (context) =>
    simply(context, context.req.param('id'), 'resume-automation', { type: 'ResumeAutomationCommand' }),
  )
  .put('/:id/accounts', async (context) => {
    const body = await jsonBody(context, accountsBody);
    const request = { id: context.req.param('id'), route: 'set-automation-accounts', body };
    const { identity, result } = await giveToAutomation(context, request, async () => {
      const accounts = await accountReferences(callerOf(context), body.accountIds);
      return { type: 'SetAutomationAccountsCommand', accounts };
    });
    return answerAutomation(context, identity, result);
  })
  .put('/:id/webhook', async (context) => {
    const webhook = await jsonBody(context, webhookSettingsSchema);
    const command = { type: 'ConfigureWebhookCommand' as const, webhook };
    return simply(context, context.req.param('id'), 'configure-webhook', command);
  })
  .post('/:id/rotate-token', async (context) => {
    const id = context.req.param('id');
    const { token, tokenHash } = newWebhookToken(context.get('token').userId, id);
    const request = { id, route: 'rotate-webhook-token' };
    const { identity, result } = await giveToAutomation(context, request, () => ({
      type: 'RotateWebhookTokenCommand',
      tokenHash,
    }));
    const address = rowAfter(result).doc.webhookUrl;
    const shown = shownToken(address, result.kind === 'accepted' ? token : null);
    return answerAutomation(context, identity, result, shown);
  });
