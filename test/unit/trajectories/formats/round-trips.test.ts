/** What a row of each format holds of a trajectory, for arbitrary ones: written, read back, and compared. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAgentTrajRow } from '../../../../src/trajectories/formats/agenttraj.ts';
import { toChatRow } from '../../../../src/trajectories/formats/chat-jsonl.ts';
import { entryOf, entryOfExample, trainable, upToLastAnswer } from '../../../../src/trajectories/formats/entry.ts';
import { toOpenAiRow } from '../../../../src/trajectories/formats/openai.ts';
import { toShareGptRow } from '../../../../src/trajectories/formats/sharegpt.ts';
import { createReader } from '../../../../src/trajectories/read.ts';
import type { Trajectory } from '../../../../src/trajectories/trajectory.ts';
import { trajectories } from '../../../support/arbitrary-trajectory.ts';
import { makeTrajectory } from '../../../support/trajectories.ts';

/** As it goes into a file and comes out of it. */
function stored(row: object): unknown {
  return JSON.parse(JSON.stringify(row));
}

function readBack(row: object): Trajectory {
  return createReader().read(stored(row), 'rows.jsonl:1');
}

/** What a conversation says, and which answers are the policy's own. */
function said({ messages }: Pick<Trajectory, 'messages'>) {
  return messages.map(({ role, content, loss }) => ({ role, content, loss }));
}

/** Lessons have an answer to learn from; an export leaves the others out. */
const lessons = trajectories.filter((trajectory) => trainable(entryOf(trajectory)));

/** An answer by itself weighs anything; in an example it is the weighing that decides what is learned. */
const examples = fc
  .record({ trajectory: lessons, weights: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5 }) })
  .map(({ trajectory, weights }) => {
    const messages = trajectory.messages.map(({ role, content, tokenIds }, i) => ({
      role,
      content,
      weight: role === 'assistant' ? (weights[i] ?? 0) + 0 : 0,
      ...(tokenIds === undefined ? {} : { tokenIds }),
    }));
    const { itemId, environment } = trajectory;
    return { trajectory, example: { itemId, environment, source: `iteration 1 ${trajectory.id}`, messages } };
  });

describe('agenttraj', () => {
  it('gives back every trajectory as it was', () => {
    fc.assert(
      fc.property(trajectories, (trajectory) => {
        expect(readBack(toAgentTrajRow(entryOf(trajectory)))).toEqual(trajectory);
      }),
    );
  });

  it('says the iteration beside it', () => {
    const row = toAgentTrajRow(entryOf(makeTrajectory(1), { origin: 'iteration 3', iteration: 3 }));
    expect(row).toMatchObject({ iteration: 3, id: 'counting_1#0', item_id: 'counting_1' });
  });

  it('is an original row where an example has no trajectory beside it', () => {
    const messages = [
      { role: 'user', content: 'Go.', weight: 0 },
      { role: 'assistant', content: 'OK.', weight: 0 },
      { role: 'assistant', content: 'Gone.', weight: 0.25 },
    ] as const;
    const example = { itemId: 'maze_1', environment: 'maze', source: 'demonstration maze_1#0', messages };
    const row = toAgentTrajRow(entryOfExample(example));
    expect(row).toEqual({
      conversations: [
        { from: 'human', loss: null, value: 'Go.' },
        { from: 'gpt', loss: false, value: 'OK.' },
        { from: 'gpt', loss: true, value: 'Gone.' },
      ],
      item_id: 'maze_1',
      environment: 'maze',
      id: 'demonstration maze_1#0',
    });
    expect(said(readBack(row))).toEqual(said(entryOfExample(example)));
  });
});

describe('chat-jsonl', () => {
  it('gives back every trajectory as it was, but for what was thought and called beside the answers', () => {
    fc.assert(
      fc.property(trajectories, (trajectory) => {
        const messages = trajectory.messages.map(({ reasoning: _thought, toolCalls: _calls, ...message }) => message);
        expect(readBack(toChatRow(entryOf(trajectory)))).toEqual({ ...trajectory, messages });
      }),
    );
  });

  it('holds the weights and tokens of every example, whatever they are', () => {
    fc.assert(
      fc.property(examples, ({ example, trajectory }) => {
        const { messages: _, ...facts } = trajectory;
        for (const entry of [entryOfExample(example), entryOfExample(example, {}, facts)]) {
          const row = stored(toChatRow(entry)) as ReturnType<typeof toChatRow>;
          const messages = row.messages.map(({ role, content, weight = 0, token_ids: tokenIds }) => ({
            role,
            content,
            weight,
            ...(tokenIds === undefined ? {} : { tokenIds }),
          }));
          const back = { itemId: row.item_id, environment: row.environment, source: row.id, messages };
          expect(back).toEqual(example);
        }
      }),
    );
  });
});

describe('sharegpt', () => {
  it('gives back the conversation up to the last answer, and which answers are learned from', () => {
    fc.assert(
      fc.property(lessons, (trajectory) => {
        const back = readBack(toShareGptRow(entryOf(trajectory)));
        expect(said(back)).toEqual(said({ messages: upToLastAnswer(entryOf(trajectory).messages) }));
        expect([back.itemId, back.environment]).toEqual([trajectory.itemId, trajectory.environment]);
      }),
    );
  });

  it('has the senders that trainers know', () => {
    expect(toShareGptRow(entryOf(makeTrajectory(1))).conversations).toEqual([
      { from: 'human', value: 'Reach the target.' },
      { from: 'gpt', value: 'OK.', loss: false },
      { from: 'human', value: 'The count is 0.' },
      { from: 'gpt', value: 'Thought: go.\nAction: add 0' },
    ]);
  });
});

describe('openai', () => {
  it('gives back the conversation up to the last answer, and which answers are learned from', () => {
    fc.assert(
      fc.property(lessons, (trajectory) => {
        const back = readBack(toOpenAiRow(entryOf(trajectory)));
        expect(said(back)).toEqual(said({ messages: upToLastAnswer(entryOf(trajectory).messages) }));
      }),
    );
  });

  it('has roles, texts and weights of 0 or 1, and nothing else', () => {
    fc.assert(
      fc.property(examples, ({ example }) => {
        const row = toOpenAiRow(entryOfExample(example));
        expect(Object.keys(row)).toEqual(['messages']);
        for (const [i, message] of row.messages.entries()) {
          const { role, content, weight = 0 } = example.messages[i] ?? {};
          const own = role === 'assistant' ? { weight: weight > 0 ? 1 : 0 } : {};
          expect(message).toEqual({ role, content, ...own });
        }
        expect(row.messages.at(-1)?.role).toBe('assistant');
      }),
    );
  });
});
