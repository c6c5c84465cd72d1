import type { z } from 'zod';
import { accountCommands } from './account-commands.ts';
import { ownershipCommands } from './ownership-commands.ts';
import { signInCommands } from './sign-in-commands.ts';

/** Every command of a user account, by its type. */
export const userAccountCommands = { ...accountCommands, ...signInCommands, ...ownershipCommands };

/** Everything a user account can be asked. */
export type UserAccountCommand = {
  [Type in keyof typeof userAccountCommands]: z.infer<(typeof userAccountCommands)[Type]>;
}[keyof typeof userAccountCommands];

/** One command, by its type. */
export type UserAccountCommandOf<Type extends UserAccountCommand['type']> = Extract<
  UserAccountCommand,
  { type: Type }
>;
