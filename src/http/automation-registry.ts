import type { CommandResult } from '../core/command.ts';
import type { AutomationCommand } from '../domains/automation/commands.ts';
import type { Configuration } from '../domains/automation/configuration/configuration.ts';
import type { WebhookSettings } from '../domains/automation/configuration/webhook-settings.ts';
import { type AutomationResource, automationResource } from '../domains/automation/view.ts';
import type { UserAccountCommand } from '../domains/user-account/commands.ts';
import { accountReferences } from '../facts/account-standings.ts';
import { ownStub } from '../facts/owner.ts';
import { idOf } from '../platform/hash.ts';
import { AUTOMATION, answerAutomation, rowAfter } from './automations.ts';
import { accepted, type RequestIdentity, requestIdentity, sideCommand, userCommand } from './commands.ts';
import type { HttpContext } from './context.ts';
import { callerOf } from './own-objects.ts';
import { accountOf } from './user-account.ts';
import { newWebhookToken, shownToken, webhookAddress } from './webhook-tokens.ts';

/** Everything that its owner says of a new automation. */
export interface NewAutomation extends Configuration {
  /** In routing order. */
  readonly accountIds: readonly string[];
  readonly webhook: WebhookSettings;
}

const tellUser = (
  context: HttpContext,
  identity: RequestIdentity,
  name: string,
  command: UserAccountCommand,
): Promise<CommandResult> => {
  const { userId } = context.get('token');
  const envelope = sideCommand(context, identity, name, command);
  return ownStub(callerOf(context), 'user_account', userId).execute(envelope);
};

/**
 * Creates an automation: its user knows of it before it exists, so that whoever stops or deletes everything finds it. One that was
 * refused is given up again; one that nothing is heard of any more stands for nothing.
 */
export const createAutomation = async (context: HttpContext, body: NewAutomation): Promise<Response> => {
  const { accountIds, webhook, ...configuration } = body;
  const { userId } = context.get('token');
  const identity = requestIdentity(context, { userId, route: 'create-automation', body });
  const automationId = idOf('automation', identity.commandId);
  const [accounts, registered] = await Promise.all([
    accountReferences(callerOf(context), accountIds),
    tellUser(context, identity, 'register', { type: 'RegisterAutomationCommand', automationId }),
  ]);
  accepted(registered);
  const { token, tokenHash } = newWebhookToken(userId, automationId);
  const url = webhookAddress(context);
  const command: AutomationCommand = {
    type: 'CreateAutomationCommand',
    automationId,
    configuration,
    accounts,
    webhook: { ...webhook, tokenHash, url },
  };
  const automation = ownStub(callerOf(context), AUTOMATION.type, automationId);
  const result = await automation.execute(userCommand(context, identity, command));
  if (result.kind === 'rejected' || result.kind === 'conflict')
    await tellUser(context, identity, 'release', { type: 'ReleaseAutomationCommand', automationId });
  const shown = shownToken(url, result.kind === 'accepted' ? token : null);
  return answerAutomation(context, identity, accepted(result), { status: 201, ...shown });
};

/** Stops every automation of the caller at once (domains 4.5, limits); answers those that exist, as the stop left them. */
export const suspendAll = async (
  context: HttpContext,
  reason: string,
): Promise<readonly AutomationResource[]> => {
  const { doc } = await accountOf(context);
  const { userId } = context.get('token');
  const identity = requestIdentity(context, { userId, route: 'suspend-all-automations', body: { reason } });
  const command: AutomationCommand = { type: 'SuspendAutomationCommand', reason, by: 'user' };
  const results = await Promise.all(
    doc.automationIds.map((automationId) =>
      ownStub(callerOf(context), AUTOMATION.type, automationId).execute({
        ...sideCommand(context, identity, automationId, command),
        waitFor: 'projection',
        returnState: true,
        // An id may stand for nothing, and nothing shall be stored there.
        remember: false,
      }),
    ),
  );
  return results
    .filter((result) => result.kind !== 'rejected' || result.rejection.code !== 'automation_not_found')
    .map((result) => automationResource(rowAfter(accepted(result))));
};
