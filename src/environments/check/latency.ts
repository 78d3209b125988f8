/** How long calls take: percentiles of create, reset and step, and steps a second alone and in parallel. */
import type { SessionId } from '../remote/protocol.ts';
import { type Probe, type Scene, twoTasks, Unable } from './scene.ts';
import type { Timed } from './visitor.ts';

export interface Percentiles {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Latency {
  readonly create: Percentiles | null;
  readonly reset: Percentiles | null;
  readonly step: Percentiles | null;
  /** Steps a second, one after the other, and in several sessions at once. */
  readonly stepsPerSecond: {
    readonly alone: number | null;
    readonly parallel: number | null;
    readonly sessions: number;
  };
}

const MOST_PARALLEL = 4;
const STEPS_PER_RESET = 5;

export class Stopwatch {
  alone: number | null = null;
  parallel: number | null = null;
  sessions = 0;

  /** The probe that takes the times. */
  probe(): Probe {
    return { name: 'latency', run: (scene) => this.#measure(scene) };
  }

  result(times: Readonly<Record<Timed, readonly number[]>>): Latency {
    const { alone, parallel, sessions } = this;
    return {
      create: percentiles(times.create),
      reset: percentiles(times.reset),
      step: percentiles(times.step),
      stepsPerSecond: { alone, parallel, sessions },
    };
  }

  async #measure(scene: Scene): Promise<void> {
    const { visitor, samples, wire } = scene;
    const [index] = twoTasks(scene);
    const [first] = await visitor.sessions(1);
    if (first === undefined) throw new Unable('no session could be created');
    const opening = await visitor.reset(first, index);
    if (opening === undefined) throw new Unable('the task could not be reset again');
    const actions = scene.moves.scripts(opening)[0];
    // What came before was asked in odd ways, and at the same time.
    visitor.times.reset.length = 0;
    visitor.times.step.length = 0;
    const rate = async (ids: readonly SessionId[]): Promise<number> => {
      const start = wire.elapsed;
      const steps = Math.ceil(samples / ids.length);
      await Promise.all(ids.map((id) => play(scene, { id, index, actions, steps })));
      return (1000 * steps * ids.length) / Math.max(0.001, wire.elapsed - start);
    };
    this.alone = await rate([first]);
    const [resets, steps] = [[...visitor.times.reset], [...visitor.times.step]];
    const several = visitor.ids.slice(0, MOST_PARALLEL);
    this.sessions = several.length;
    if (several.length > 1) this.parallel = await rate(several);
    // The percentiles are those of one client alone.
    visitor.times.reset.splice(0, Number.POSITIVE_INFINITY, ...resets);
    visitor.times.step.splice(0, Number.POSITIVE_INFINITY, ...steps);
  }
}

async function play(
  { visitor }: Scene,
  of: { id: SessionId; index: number; actions: readonly string[]; steps: number },
): Promise<void> {
  const { id, index, actions, steps } = of;
  let over = true;
  for (let i = 0; i < steps; i++) {
    if (over || i % STEPS_PER_RESET === 0) await visitor.reset(id, index);
    const stepped = await visitor.step(id, actions[i % actions.length] ?? 'xyzzy');
    over = stepped.done || stepped.failed;
  }
}

/** By the nearest rank. */
export function percentiles(times: readonly number[]): Percentiles | null {
  if (times.length === 0) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
