/** Turns as places in bytes say what reading the row says, whatever is in it and whoever wrote it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { BEGINNING, endOfTurns, glanceAt } from '../../../src/trajectories/glance.ts';
import { decodeText, viewOf } from '../../../src/trajectories/json-text.ts';
import { random, seedOf } from '../../../src/seeds.ts';
import type { TrajectoryMessage } from '../../../src/trajectories/trajectory.ts';
import { TurnPlaces } from '../../../src/trajectories/turn-places.ts';
import { trajectories } from '../../support/arbitrary-trajectory.ts';
import { mutated } from '../../support/mutate.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const turns = new TurnPlaces();

/** The messages of a row as the places in it say; undefined where it has to be read as a whole. */
function messagesIn(bytes: Buffer, behind = endOfTurns(bytes)): TrajectoryMessage[] | undefined {
  if (!turns.read(bytes, BEGINNING.length, behind)) return undefined;
  const messages: TrajectoryMessage[] = [];
  for (let i = 0; i < turns.length; i++) {
    const content = textAt(bytes, turns.starts[i] as number, turns.ends[i] as number);
    if (content === undefined) return undefined;
    const [{ role, trained }, reward, seconds] = [turns.openings[i]!, turns.rewards[i]!, turns.seconds[i]!];
    const numbers = { ...(Number.isNaN(reward) ? {} : { reward }), ...(Number.isNaN(seconds) ? {} : { seconds }) };
    messages.push({ role, content, loss: trained, ...numbers, ...turns.more[i] });
  }
  return messages;
}

function textAt(bytes: Buffer, start: number, end: number): string | undefined {
  const into = Buffer.alloc(bytes.length + 8);
  const [offset, at] = [bytes.byteOffset, into.byteOffset];
  const length = decodeText(viewOf(bytes), offset + start, offset + end, viewOf(into), at);
  return length === undefined ? undefined : into.toString('utf8', 0, length);
}

/** Halves of characters have no UTF-8. */
function inUtf8(message: TrajectoryMessage): TrajectoryMessage {
  return { ...message, content: Buffer.from(message.content).toString() };
}

function bytesOf(row: unknown): Buffer {
  return Buffer.from(JSON.stringify(row));
}

/** One turn of an answer that says this. */
function rowSaying(more: string): Buffer {
  const row = bytesOf(toAgentTraj(makeTrajectory(1))).toString();
  const answer = `[{"from":"gpt","loss":true,"value":"go"${more}}]`;
  return Buffer.from(`{"conversations":${answer}${row.slice(row.indexOf('],"item_id"') + 1)}`);
}

describe('turns as places', () => {
  it('say what was written', () => {
    fc.assert(
      fc.property(trajectories, (trajectory) => {
        expect(messagesIn(bytesOf(toAgentTraj(trajectory)))).toEqual(trajectory.messages);
      }),
      { numRuns: 500 },
    );
  });

  it('never say anything else than reading the row does, where it was damaged', () => {
    const stream = random(seedOf('turn places'));
    const rows = fc.sample(trajectories, { numRuns: 40, seed: 7 }).map((one) => bytesOf(toAgentTraj(one)));
    let [said, refused] = [0, 0];
    for (let i = 0; i < 6000; i++) {
      const bytes = mutated(stream.pick(rows), stream);
      let row;
      try {
        row = glanceAt(bytes, 'row');
      } catch {
        continue;
      }
      const { stored } = row;
      const messages = stored && messagesIn(stored.bytes, stored.behind);
      if (messages === undefined) refused += 1;
      else {
        said += 1;
        expect(messages).toEqual(row.trajectory.messages.map(inUtf8));
      }
    }
    expect(said).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(200);
  });

  it('have the numbers that JSON has', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
      fc.tuple(fc.nat(10 ** 9), fc.nat(9)).map(([digits, places]) => digits / 10 ** places),
    );
    fc.assert(
      fc.property(number, number, (reward, seconds) => {
        const [message] = messagesIn(
          rowSaying(`,"reward":${JSON.stringify(-reward)},"seconds":${JSON.stringify(seconds)}`),
        )!;
        expect(message).toMatchObject({ reward: -reward + 0, seconds });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ',"reward":',
    ',"reward":-',
    ',"reward":01',
    ',"reward":.5',
    ',"reward":5.',
    ',"reward":1.2.3',
    ',"reward":"1"',
    ',"seconds":-1',
    ',"token_ids":[1.5]',
    ',"logprobs":[null]',
    ',"tool_calls":{}',
    ',',
    '},',
  ])('leave a turn that says %s to who reads the row', (more) => {
    expect(messagesIn(rowSaying(more))).toBeUndefined();
  });
});
