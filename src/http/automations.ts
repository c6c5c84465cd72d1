import type { CommandAccepted } from '../core/command.ts';
import type { ViewRow } from '../core/view.ts';
import type { AutomationCommand } from '../domains/automation/commands.ts';
import type { AutomationProfile, AutomationState } from '../domains/automation/state.ts';
import { automationResource } from '../domains/automation/view.ts';
import { ownStub } from '../facts/owner.ts';
import {
  accepted,
  etag,
  operationOf,
  type RequestIdentity,
  requestIdentity,
  userCommand,
} from './commands.ts';
import type { HttpContext } from './context.ts';
import { callerOf, existing, type Kind } from './own-objects.ts';

/** Automations, as paths name them. */
export const AUTOMATION: Kind = { type: 'automation', noun: 'automation' };

/** A row of the view, as it would be right after a command. */
export const rowAfter = ({ version, state }: CommandAccepted): ViewRow<AutomationProfile> => {
  const { profile } = state as AutomationState;
  return { id: profile.automationId, version, updatedAt: profile.updatedAt, doc: profile };
};

/** Answers an automation as a command left it. */
export const answerAutomation = (
  context: HttpContext,
  identity: RequestIdentity,
  result: CommandAccepted,
  { status = 200, ...more }: { readonly status?: 200 | 201; readonly [field: string]: unknown } = {},
): Response => {
  context.header('etag', etag(result.version));
  const body = { ...automationResource(rowAfter(result)), ...more, ...operationOf(identity, result) };
  return context.json(body, status);
};

/** A request that gives one command to the automation of its path. */
export interface AutomationRequest {
  readonly id: string;
  readonly route: string;
  readonly body?: unknown;
}

/** Gives a command to the automation that the path names; `commandFor` reads what the command needs to know. 404 when there is none. */
export const giveToAutomation = async (
  context: HttpContext,
  { id, route, body = {} }: AutomationRequest,
  commandFor: (state: AutomationState) => AutomationCommand | Promise<AutomationCommand>,
): Promise<{ readonly identity: RequestIdentity; readonly result: CommandAccepted }> => {
  const { state } = await existing<AutomationState>(context, AUTOMATION, id);
  const { userId } = context.get('token');
  const identity = requestIdentity(context, { userId, route: `${route}:${id}`, body });
  const envelope = userCommand(context, identity, await commandFor(state));
  const result = accepted(await ownStub(callerOf(context), AUTOMATION.type, id).execute(envelope));
  return { identity, result };
};
