import { Hono } from 'hono';
import { z } from 'zod';
import type { CommandAccepted } from '../../core/command.ts';
import type { VirtualBrokerCommand } from '../../domains/virtual-broker/commands.ts';
import type { VirtualBrokerState } from '../../domains/virtual-broker/state.ts';
import {
  faultProfileSchema,
  feeScheduleSchema,
  NO_FAULTS,
  NO_FEES,
  startingCashString,
} from '../../domains/virtual-broker/values.ts';
import { virtualAccountResource } from '../../domains/virtual-broker/view.ts';
import { ownStub } from '../../facts/owner.ts';
import { jsonBody } from '../body.ts';
import { accepted, etag, operationOf, requestIdentity, userCommand } from '../commands.ts';
import type { HttpContext, HttpEnv } from '../context.ts';
import { requireUser } from '../middleware.ts';
import { optionalBody } from '../optional-body.ts';
import { callerOf, existing, type Kind } from '../own-objects.ts';
import { partialBody } from '../partial-body.ts';
import { notFound, resourceAnswer } from '../views.ts';

const VIRTUAL_ACCOUNT: Kind = { type: 'virtual_broker', noun: 'virtual_account' };

const resetBody = z.strictObject({ startingCash: startingCashString().nullable().default(null) });
const fundsBody = z.strictObject({
  amount: startingCashString(),
  /** What the movement is called in the ledger. */
  reference: z.string().trim().min(1).max(200).default('by hand'),
});
/** What is not named costs nothing. */
const feesBody = partialBody(NO_FEES, feeScheduleSchema.strict());
/** What is not named does not happen. */
const faultsBody = partialBody(NO_FAULTS, faultProfileSchema.strict());

const shown = (state: VirtualBrokerState): object => {
  const resource = virtualAccountResource(state);
  if (resource === null) throw notFound(VIRTUAL_ACCOUNT.noun);
  return { ...resource, faults: state.faults };
};

/** Gives a command to the virtual account that the path names, and answers the account as the command left it. */
const give = async (
  context: HttpContext,
  route: string,
  body: object,
  command: VirtualBrokerCommand,
): Promise<Response> => {
  const id = context.req.param('id') ?? '';
  await existing(context, VIRTUAL_ACCOUNT, id);
  const { userId } = context.get('token');
  const identity = requestIdentity(context, { userId, route: `${route}:${id}`, body });
  const result: CommandAccepted = accepted(
    await ownStub(callerOf(context), VIRTUAL_ACCOUNT.type, id).execute(
      userCommand(context, identity, command),
    ),
  );
  context.header('etag', etag(result.version));
  const account = shown(result.state as VirtualBrokerState);
  return context.json({ ...account, version: result.version, ...operationOf(identity, result) }, 202);
};

/**
 * Accounts of the caller at the virtual broker, from its own side: its money, what it holds, and the faults it was told to have. A
 * command answers 202, because the account that mirrors it hears of it as from any broker.
 */
export const virtualAccountRoutes = new Hono<HttpEnv>()
  .use(requireUser)
  .get('/:id', async (context) => {
    const id = context.req.param('id');
    const { state, version } = await existing<VirtualBrokerState>(context, VIRTUAL_ACCOUNT, id);
    return resourceAnswer(context, version, { ...shown(state), version });
  })
  .post('/:id/reset', async (context) => {
    const body = await optionalBody(context, resetBody);
    return give(context, 'reset-virtual-account', body, { type: 'ResetVirtualAccountCommand', ...body });
  })
  .post('/:id/deposit', async (context) => {
    const body = await jsonBody(context, fundsBody);
    return give(context, 'deposit-virtual-funds', body, { type: 'DepositVirtualFundsCommand', ...body });
  })
  .post('/:id/withdraw', async (context) => {
    const body = await jsonBody(context, fundsBody);
    return give(context, 'withdraw-virtual-funds', body, { type: 'WithdrawVirtualFundsCommand', ...body });
  })
  .put('/:id/fees', async (context) => {
    const fees = await jsonBody(context, feesBody);
    return give(context, 'set-fees', fees, { type: 'SetFeeScheduleCommand', fees });
  })
  .delete('/:id/fees', (context) =>
    give(context, 'unset-fees', {}, { type: 'SetFeeScheduleCommand', fees: null }),
  )
  .put('/:id/faults', async (context) => {
    const faults = await jsonBody(context, faultsBody);
    return give(context, 'set-faults', faults, { type: 'SetFaultProfileCommand', faults });
  });
