/** How big a config of `init` is: tasks, steps and shape for each backend and size. */
import type { Backend, Size } from './answers.ts';

export interface Scale {
  /** Tasks of each split, where an environment has that many. */
  tasks: { train: number; dev: number; eval: number };
  /** Tasks that the experts demonstrate. */
  expert: number;
  cloneSteps: number;
  iterations: number;
  samples: number;
  temperature: number;
  steps: number;
}

const SMALL = { train: 60, dev: 20, eval: 20 };
/** As many `dev` tasks as the gate `significant` needs (docs/promotion.md). */
const LARGE = { train: 400, dev: 300, eval: 200 };

export const SCALES: Readonly<Record<Backend, Readonly<Record<Size, Scale>>>> = {
  local: {
    quick: { tasks: SMALL, expert: 40, cloneSteps: 40, iterations: 1, samples: 2, temperature: 0.7, steps: 40 },
    proper: { tasks: LARGE, expert: 200, cloneSteps: 2400, iterations: 2, samples: 3, temperature: 0.7, steps: 2400 },
  },
  trl: {
    quick: { tasks: SMALL, expert: 40, cloneSteps: 20, iterations: 1, samples: 2, temperature: 1, steps: 20 },
    proper: { tasks: LARGE, expert: 200, cloneSteps: 100, iterations: 3, samples: 4, temperature: 1, steps: 200 },
  },
  hosted: {
    quick: { tasks: SMALL, expert: 40, cloneSteps: 20, iterations: 1, samples: 2, temperature: 1, steps: 20 },
    proper: { tasks: LARGE, expert: 200, cloneSteps: 100, iterations: 2, samples: 4, temperature: 1, steps: 200 },
  },
};

/** The least power of two from `least` on that is not below the length. */
export function powerOfTwo(length: number, least: number): number {
  let power = least;
  while (power < length) power *= 2;
  return power;
}
