import { describe, expect, it } from 'vitest';
import type { CommandEnvelope, CommandResult } from '../../src/core/command.ts';
import { type CommitBatch, GroupCommit } from './group-commit.ts';

const commandOf = (commandId: string) => ({ commandId }) as CommandEnvelope;

const accepted = (version: number): CommandResult => ({
  kind: 'accepted',
  aggregateId: 'a',
  version,
  events: 1,
  state: null,
});

/** A group that writes down its batches; ids in `bugs` fail alone, ids in `breaks` the whole transaction. */
const aGroup = ({ bugs = [] as string[], breaks = [] as string[] } = {}) => {
  const batches: string[][] = [];
  const commit: CommitBatch = (commands) => {
    const ids = commands.map(({ commandId }) => commandId);
    batches.push(ids);
    if (ids.some((id) => breaks.includes(id))) throw new Error(`no transaction for ${ids}`);
    return ids.map((id, index) =>
      bugs.includes(id) ? { kind: 'bug', error: new Error(`bug in ${id}`) } : accepted(index + 1),
    );
  };
  let yields: (() => void)[] = [];
  const group = new GroupCommit(commit, () => new Promise<void>((resolve) => yields.push(resolve)));
  /** Lets the object go on after the yields it asked for. */
  const goOn = async () => {
    const asked = yields;
    yields = [];
    for (const resume of asked) resume();
    await Promise.resolve();
  };
  return { batches, goOn, submit: (id: string) => group.submit(commandOf(id)) };
};

describe('a group commit', () => {
  it('commits a command that comes to a quiet object at once', async () => {
    const { batches, submit } = aGroup();
    const answer = submit('one');
    expect(batches).toEqual([['one']]);
    expect(await answer).toEqual(accepted(1));
  });

  it('lets those that come until the object has yielded share the next commit, in the order of arrival', async () => {
    const { batches, goOn, submit } = aGroup();
    const answers = ['one', 'two', 'three'].map(submit);
    expect(batches).toEqual([['one']]);
    await goOn();
    expect(batches).toEqual([['one'], ['two', 'three']]);
    expect(await Promise.all(answers)).toEqual([accepted(1), accepted(1), accepted(2)]);
  });

  it('is quiet again once a yield brought nobody', async () => {
    const { batches, goOn, submit } = aGroup();
    void submit('one');
    await goOn();
    void submit('two');
    expect(batches).toEqual([['one'], ['two']]);
  });

  it('fails only the command whose decision is a bug', async () => {
    const { goOn, submit } = aGroup({ bugs: ['two'] });
    const [, two, three] = [submit('one'), submit('two'), submit('three')];
    const failed = expect(two).rejects.toThrow('bug in two');
    await goOn();
    await failed;
    expect(await three).toEqual(accepted(2));
  });

  it('gives each command of a failed transaction one of its own', async () => {
    const { batches, goOn, submit } = aGroup({ breaks: ['two'] });
    const [, two, three] = [submit('one'), submit('two'), submit('three')];
    const failed = expect(two).rejects.toThrow('no transaction for two');
    await goOn();
    await failed;
    expect(await three).toEqual(accepted(1));
    expect(batches).toEqual([['one'], ['two', 'three'], ['two'], ['three']]);
  });
});
