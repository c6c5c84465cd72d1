import type { Env } from '../../src/platform/env.ts';
import { parseObjectName } from '../../src/platform/stubs.ts';
import { countCall } from './tally.ts';

type Method = (...args: readonly unknown[]) => unknown;

const isMethod = (member: unknown): member is Method => typeof member === 'function';

/** The same object, each of its methods counted as a call of the caller. */
const counted = <Target extends object>(target: Target, caller: string, type: string): Target =>
  new Proxy(target, {
    get: (_target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (!isMethod(member)) return member;
      return (...args: readonly unknown[]) => {
        countCall(caller, `${type}.${String(name)}`);
        return Reflect.apply(member, target, args);
      };
    },
  });

const countedNamespace = (namespace: DurableObjectNamespace, caller: string) => ({
  getByName: (name: string, options?: DurableObjectNamespaceGetDurableObjectOptions) =>
    counted(namespace.getByName(name, options), caller, parseObjectName(name).type),
});

const isNamespace = (binding: unknown): binding is DurableObjectNamespace =>
  typeof binding === 'object' && binding !== null && 'getByName' in binding;

const isQueue = (binding: unknown): binding is Queue =>
  typeof binding === 'object' && binding !== null && 'sendBatch' in binding;

/** The bindings of an object, with every call through them counted under the object's name. */
export const countedEnv = (env: Env, caller: string): Env =>
  new Proxy(env, {
    get: (_target, name) => {
      const binding: unknown = Reflect.get(env, name);
      if (isNamespace(binding)) return countedNamespace(binding, caller);
      return isQueue(binding) ? counted(binding, caller, 'queue') : binding;
    },
  });
