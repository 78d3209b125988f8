/**
 * Shortest ways between poses, in primitive steps, over cells that the agent knows to be free. A pose is the number
 * 4 × cell + heading here.
 */
import { ahead, type Area, neighbours, type Pose } from './grid.ts';
import type { Primitive } from './verifier.ts';

/** The primitives that only move the agent. */
export type Move = Extract<Primitive, 'left' | 'right' | 'forward'>;

export function poseNumber({ cell, heading }: Pose): number {
  return cell * 4 + heading;
}

export function poseOf(pose: number): Pose {
  return { cell: pose >> 2, heading: pose & 3 };
}

/** All ways from one pose. */
export class Ways {
  readonly #area: Area;
  readonly #steps: Int16Array;
  readonly #before: Int32Array;
  readonly #order: number[] = [];

  /** @param free whether a cell is known and can be stood on */
  constructor(area: Area, from: Pose, free: (cell: number) => boolean) {
    this.#area = area;
    const poses = area.width * area.height * 4;
    this.#steps = new Int16Array(poses).fill(-1);
    this.#before = new Int32Array(poses);
    const start = poseNumber(from);
    this.#steps[start] = 0;
    this.#order.push(start);
    const offsets = [1, area.width, -1, -area.width];
    for (let i = 0; i < this.#order.length; i++) {
      const pose = this.#order[i] ?? 0;
      const cell = pose >> 2;
      const heading = pose & 3;
      const front = cell + (offsets[heading] ?? 0);
      if (this.#steps[front * 4 + heading] === -1 && free(front)) this.#reach(front * 4 + heading, pose);
      this.#reach(cell * 4 + ((heading + 3) & 3), pose);
      this.#reach(cell * 4 + ((heading + 1) & 3), pose);
    }
  }

  /** Poses that can be reached, nearest first. */
  poses(): readonly number[] {
    return this.#order;
  }

  /** Steps to a pose; -1 where no way is known. */
  steps(pose: number): number {
    return this.#steps[pose] ?? -1;
  }

  /** The nearest pose that faces a cell. */
  facing(cell: number): number | undefined {
    let best: number | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [i, from] of neighbours(this.#area, cell).entries()) {
      const pose = from * 4 + ((i + 2) & 3);
      const steps = this.steps(pose);
      if (steps >= 0 && steps < fewest) {
        best = pose;
        fewest = steps;
      }
    }
    return best;
  }

  /** The moves that lead to a reachable pose. */
  route(pose: number): Move[] {
    const moves: Move[] = [];
    for (let at = pose; this.steps(at) > 0; at = this.#before[at] ?? 0) {
      const from = this.#before[at] ?? 0;
      if (from >> 2 !== at >> 2) moves.push('forward');
      else moves.push(((from + 1) & 3) === (at & 3) ? 'right' : 'left');
    }
    return moves.toReversed();
  }

  #reach(pose: number, from: number): void {
    if (this.#steps[pose] !== -1) return;
    this.#steps[pose] = (this.#steps[from] ?? 0) + 1;
    this.#before[pose] = from;
    this.#order.push(pose);
  }
}

/** The pose after a move. */
export function moved(area: Area, { cell, heading }: Pose, move: Move): Pose {
  if (move === 'forward') return { cell: ahead(area, { cell, heading }), heading };
  return { cell, heading: (heading + (move === 'right' ? 1 : 3)) & 3 };
}
