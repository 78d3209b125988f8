import { describe, expect, it } from 'vitest';
import { type Pair, pairsOf, type Pairing } from '../../../../src/trajectories/export/pairs.ts';
import type { PairRow } from '../../../../src/trajectories/formats/dpo.ts';
import { type Entry, entryOf } from '../../../../src/trajectories/formats/entry.ts';
import type { TrajectoryMessage } from '../../../../src/trajectories/trajectory.ts';
import { inCharacters } from '../../../../src/trajectories/turns.ts';
import { makeTrajectory } from '../../../support/trajectories.ts';

interface Played {
  task?: number;
  sample: number;
  reward: number;
  answers: string;
  origin?: string;
  fingerprint?: string;
}

/** A rollout whose answers are single letters, each of them answered by `ok`. */
function entry({ task = 1, sample, reward, answers, origin, fingerprint = `task-${task}` }: Played): Entry {
  const messages = answers.split('').flatMap((content): TrajectoryMessage[] => [
    { role: 'user', content: 'ok', loss: false },
    { role: 'assistant', content, loss: true },
  ]);
  const rounds = answers.length;
  const trajectory = makeTrajectory(task, { sample, reward, messages, fingerprint, rounds });
  return entryOf(trajectory, origin === undefined ? {} : { origin });
}

async function paired(entries: readonly Entry[]) {
  const left: string[] = [];
  const pairing: Pairing = {
    open: async function* () {
      yield* entries;
    },
    shape: 'turn',
    onLeft: (reason, { id }) => left.push(`${reason} ${id}`),
  };
  const pairs: Pair[] = [];
  for await (const pair of pairsOf(pairing)) pairs.push(pair);
  const rows = pairs.map(({ row }) => JSON.parse(inCharacters(row)) as PairRow);
  const told = rows.map((row) => [row.chosen_id, row.rejected_id, row.prompt.length, row.rejected[0]?.content]);
  return { told, left };
}

describe('pairing', () => {
  it('takes the success that a failure agrees with longest, and of several the shortest', async () => {
    const { told, left } = await paired([
      entry({ sample: 0, reward: 1, answers: 'xyz' }),
      entry({ sample: 1, reward: 0, answers: 'abx' }),
      entry({ sample: 2, reward: 1, answers: 'abcdd' }),
      entry({ sample: 3, reward: 1, answers: 'abcd' }),
    ]);
    expect(told).toEqual([['counting_1#3', 'counting_1#1', 5, 'x']]);
    expect(left).toEqual([]);
  });

  it('makes no pair of tasks that were only won, only lost, or are not the same', async () => {
    const { told } = await paired([
      entry({ task: 1, sample: 0, reward: 1, answers: 'a' }),
      entry({ task: 2, sample: 0, reward: 0, answers: 'b' }),
      entry({ task: 3, sample: 0, reward: 1, answers: 'a', fingerprint: 'here' }),
      entry({ task: 3, sample: 1, reward: 0, answers: 'b', fingerprint: 'there' }),
      entry({ task: 4, sample: 0, reward: 1, answers: 'a', origin: 'iteration 1' }),
      entry({ task: 4, sample: 1, reward: 0, answers: 'b', origin: 'iteration 2' }),
    ]);
    expect(told).toEqual([]);
  });

  it('counts failures that part from no success, and those that repeat a mistake', async () => {
    const { told, left } = await paired([
      entry({ sample: 0, reward: 0, answers: 'abq' }),
      entry({ sample: 1, reward: 0, answers: 'ab' }),
      entry({ sample: 2, reward: 0, answers: 'abqrs' }),
      entry({ sample: 3, reward: 1, answers: 'abc' }),
    ]);
    expect(told).toEqual([['counting_1#3', 'counting_1#0', 5, 'q']]);
    expect(left).toEqual(['unpaired counting_1#1', 'duplicate counting_1#2']);
  });

  it('keeps tasks apart whose rollouts come in turn', async () => {
    const entries = [0, 1].flatMap((sample) =>
      [1, 2, 3].map((task) => entry({ task, sample, reward: sample, answers: sample === 0 ? `b${task}` : 'a' })),
    );
    const { told } = await paired(entries);
    expect(told.map(([chosen, rejected]) => [chosen, rejected])).toEqual(
      [1, 2, 3].map((task) => [`counting_${task}#1`, `counting_${task}#0`]),
    );
  });
});
