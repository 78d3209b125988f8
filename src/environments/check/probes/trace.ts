/** What a session answers to a task and a list of actions, as texts that can be compared. */
import type { SessionId } from '../../remote/protocol.ts';
import type { Scene } from '../scene.ts';
import type { Stepped } from '../visitor.ts';

export interface Trace {
  readonly id: SessionId;
  readonly index: number;
  /** First the observation of the reset, then each step's answer. */
  readonly lines: readonly string[];
}

/** Plays a task by a script, up to its end. Undefined where the reset or a step fails, which is then said. */
export async function trace(
  { visitor }: Scene,
  of: { id: SessionId; index: number; actions: readonly string[] },
): Promise<Trace | undefined> {
  const { id, index } = of;
  const opening = await visitor.reset(id, index);
  if (opening === undefined) return undefined;
  const lines = [opening];
  for (const action of of.actions) {
    const stepped = await visitor.step(id, action);
    if (stepped.failed) return undefined;
    lines.push(lineOf(stepped));
    if (stepped.done) break;
  }
  return { id, index, lines };
}

export function lineOf({ observation, reward, done }: Stepped): string {
  return JSON.stringify({ observation, reward, done });
}

/** Where two traces part, if they do: the number of the answer, and both answers. */
export function parting(one: Trace, other: Trace): { at: number; here: string; there: string } | undefined {
  const length = Math.max(one.lines.length, other.lines.length);
  for (let at = 0; at < length; at++) {
    const [here = 'nothing', there = 'nothing'] = [one.lines[at], other.lines[at]];
    if (here !== there) return { at, here, there };
  }
  return undefined;
}
