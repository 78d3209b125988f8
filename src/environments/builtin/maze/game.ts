/**
 * A maze being walked: where one stands, what was done, and the rules of a step. Keeps which squares have been stood on,
 * which is all that an expert who cannot see the maze may know.
 */
import { type Direction, DIRECTIONS, offset, ways, type World } from './world.ts';

/** Why nobody moved. */
export type Refusal = 'wall' | 'empty' | 'unknown' | 'direction';

export interface Outcome {
  readonly refusal?: Refusal;
  /** The direction asked for, where one was. */
  readonly direction?: Direction;
}

export class Game {
  readonly world: World;
  readonly visited: Set<number>;
  /** Moves made, from the first on. */
  readonly moves: Direction[] = [];
  at: number;
  steps = 0;
  over = false;

  constructor(world: World) {
    this.world = world;
    this.at = world.start;
    this.visited = new Set([world.start]);
  }

  get won(): boolean {
    return this.at === this.world.goal;
  }

  /** 1 at the goal, −1 for the step past the limit, else 0. */
  get reward(): number {
    if (this.won) return 1;
    return this.over ? -1 : 0;
  }

  ways(): Direction[] {
    return ways(this.world.layout, this.at);
  }

  /** Every call is a step, also one that moves nobody. The one past the limit ends the game without a move. */
  act(action: string): Outcome {
    this.steps += 1;
    if (this.steps > this.world.stepLimit) {
      this.over = true;
      return {};
    }
    const read = parse(action);
    if (read.direction === undefined || read.refusal !== undefined) return read;
    const next = this.at + offset(this.world.layout, read.direction);
    if (this.world.layout.open[next] !== true) return { ...read, refusal: 'wall' };
    this.at = next;
    this.moves.push(read.direction);
    this.visited.add(next);
    if (this.won) this.over = true;
    return read;
  }
}

/** `move up` in any case and spacing. */
function parse(action: string): Outcome {
  const words = action.trim().toLowerCase().split(/\s+/u);
  if (words[0] === '') return { refusal: 'empty' };
  const direction = DIRECTIONS.find((name) => name === words[1]);
  if (words[0] !== 'move') return { refusal: 'unknown' };
  if (direction === undefined || words.length > 2) return { refusal: 'direction' };
  return { direction };
}
