/** Rows at a glance say what reading them says, whoever wrote them. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAgentTraj, toTurn } from '../../../src/trajectories/agenttraj.ts';
import { toAgentTrajRow, toAgentTrajText } from '../../../src/trajectories/formats/agenttraj.ts';
import { toChatRow, toChatText } from '../../../src/trajectories/formats/chat-jsonl.ts';
import { type Entry, entryOf, entryOfRow } from '../../../src/trajectories/formats/entry.ts';
import { toOpenAiRow, toOpenAiText } from '../../../src/trajectories/formats/openai.ts';
import { toShareGptRow, toShareGptText } from '../../../src/trajectories/formats/sharegpt.ts';
import { glanceAt, glanceOf } from '../../../src/trajectories/glance.ts';
import type { Trajectory } from '../../../src/trajectories/trajectory.ts';
import { cutTurns, inCharacters } from '../../../src/trajectories/turns.ts';
import { random, seedOf } from '../../../src/seeds.ts';
import { mutated } from '../../support/mutate.ts';
import { trajectories as plain } from '../../support/arbitrary-trajectory.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

/** Texts that look like what rows are made of. */
const tricky = fc.constantFrom(
  '"}],"item_id":"maze_1"',
  '},{"from":"gpt","loss":true,"value":"',
  '\\',
  '\\"',
  '\\\\"',
  ',"token_ids":[1]',
  ']',
  '\ud800',
  'größer ✓',
);
const trajectories = fc.tuple(plain, fc.array(tricky, { maxLength: 5 }), fc.boolean()).map(
  ([one, texts, spoken]): Trajectory => ({
    ...one,
    messages: one.messages.map((message, i) => ({
      ...message,
      content: texts[i] ?? message.content,
      ...(spoken && message.role === 'assistant'
        ? { reasoning: texts[i + 1] ?? 'so', toolCalls: [{ name: 'go', arguments: texts[i] ?? '{}' }] }
        : {}),
    })),
  }),
);
const bytesOf = (row: unknown): Buffer => Buffer.from(JSON.stringify(row));

describe('a row at a glance', () => {
  it('says what the trajectory says, and has its turns as they are stored', () => {
    fc.assert(
      fc.property(trajectories, (trajectory) => {
        const { messages, ...facts } = trajectory;
        const glance = glanceAt(bytesOf(toAgentTraj(trajectory)), 'rows:1');
        expect(glance.facts).toEqual(facts);
        expect(glance.trajectory).toEqual(trajectory);
        expect(glance.trainable).toBe(messages.some(({ role, loss }) => role === 'assistant' && loss));
        expect(glance.turns).toEqual(glanceOf(trajectory).turns);
        expect(glance.sound).toEqual(glance.turns);
        expect(glance.turns.map(({ content }) => JSON.parse(inCharacters(content)) as string)).toEqual(
          messages.map(({ content }) => content),
        );
        expect(JSON.parse(inCharacters(glance.conversation ?? 'null'))).toEqual(messages.map(toTurn));
      }),
      { numRuns: 500 },
    );
  });

  it('is exported as the trajectory is', () => {
    fc.assert(
      fc.property(trajectories, fc.constantFrom(undefined, 'odd'), fc.boolean(), (trajectory, id, alone) => {
        const origin = alone ? {} : { origin: 'iteration 2', iteration: 2 };
        const row = glanceAt(bytesOf(toAgentTraj(trajectory)), 'rows:1');
        const [stored, held] = [entryOfRow(row, { ...origin, ...(id && { id }) }), entryOf(trajectory, origin)];
        const expected = id === undefined ? held : { ...held, id };
        expect(stored.messages).toEqual(held.messages);
        const agentTraj = toAgentTrajText(stored) ?? '';
        const text = typeof agentTraj === 'string' ? inCharacters(agentTraj) : agentTraj.toString();
        expect(text).toBe(JSON.stringify(toAgentTrajRow(expected)));
        const chat = toChatText(stored);
        expect(chat === undefined ? JSON.stringify(toChatRow(stored)) : inCharacters(chat)).toBe(
          JSON.stringify(toChatRow(expected)),
        );
        expect(inCharacters(toShareGptText(stored) ?? '')).toBe(JSON.stringify(toShareGptRow(expected)));
        expect(inCharacters(toOpenAiText(stored) ?? '')).toBe(JSON.stringify(toOpenAiRow(expected)));
      }),
      { numRuns: 300 },
    );
  });

  it('is exported as reading it says, or not at all, where it was damaged', () => {
    const stream = random(seedOf('damaged rows'));
    const rows = fc.sample(trajectories, { numRuns: 40, seed: 5 }).map((one) => bytesOf(toAgentTraj(one)));
    let sound = 0;
    for (let i = 0; i < 6000; i++) {
      const bytes = mutated(stream.pick(rows), stream);
      let entry: Entry;
      try {
        entry = entryOfRow(glanceAt(bytes, 'rows:1'), {});
      } catch {
        continue;
      }
      const texts = [toAgentTrajText, toChatText, toShareGptText, toOpenAiText].map((toText) => toText(entry));
      if (texts.every((text) => text === undefined)) continue;
      sound += 1;
      // Names that nobody knows go along as they are.
      const said = [toAgentTrajRow(entry), toChatRow(entry), toShareGptRow(entry), toOpenAiRow(entry)];
      for (const [j, text] of texts.entries()) {
        if (text !== undefined)
          expect(JSON.parse(typeof text === 'string' ? inCharacters(text) : text.toString())).toMatchObject(
            said[j] as object,
          );
      }
    }
    expect(sound).toBeGreaterThan(200);
  });

  it('says the iteration of this export, not of an earlier one', () => {
    const line = JSON.stringify({ ...toAgentTraj(makeTrajectory(3)), iteration: 1 });
    const entry = entryOfRow(glanceAt(Buffer.from(line), 'rows:1'), { iteration: 2 });
    for (const text of [toAgentTrajText(entry), toChatText(entry)])
      expect(String(text).match(/"iteration":\d/gu)).toEqual(['"iteration":2']);
  });

  it('is read at once where the row is written another way', () => {
    const trajectory = makeTrajectory(3);
    const { item_id, ...row } = toAgentTraj(trajectory);
    for (const text of [JSON.stringify({ item_id, ...row }), JSON.stringify({ item_id, ...row }, null, 1)]) {
      const glance = glanceAt(Buffer.from(text), 'rows:1');
      expect(glance.trajectory).toEqual(trajectory);
      expect(glance.conversation).toBeUndefined();
      expect(glance.turns).toEqual(glanceOf(trajectory).turns);
    }
  });

  it.each([
    ['a field that is wrong', { reward: 2 }, /rows:1 is not an AgentTraj row: reward/u],
    ['what contradicts itself', { success: false }, /success is false, but the outcome is success/u],
    ['another version', { version: 2 }, /rows of version 2 cannot be read/u],
  ])('is refused with %s', (_what, change, message) => {
    const row = { ...toAgentTraj(makeTrajectory(1)), ...change };
    expect(() => glanceAt(bytesOf(row), 'rows:1')).toThrow(message);
  });

  it('is refused when the conversation is read, where that is damaged', () => {
    const text = JSON.stringify(toAgentTraj(makeTrajectory(1))).replace('"value":"OK."', '"value":7');
    const glance = glanceAt(Buffer.from(text), 'rows:1');
    expect(glance.facts.id).toBe('counting_1#0');
    expect(() => glance.trajectory).toThrow(/conversations\.1\.value/u);
    expect(() => glance.turns).toThrow(/conversations\.1\.value/u);
  });
});

it.each([
  '',
  '[',
  '[]x',
  '[{}]',
  '[{"from":"human","loss":null,"value":"a]',
  '[{"from":"gpt","loss":null,"value":"a"}]',
])('no turns are cut from %j', (json) => {
  expect(cutTurns(json)).toBeUndefined();
});
