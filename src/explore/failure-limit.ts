/** When an exploration gives up: the share of rollouts that may end in an error of environment or policy. */
import { AgentgymError } from '../errors.ts';
import { counts, type Trajectory } from '../trajectories/trajectory.ts';

/** Before this many rollouts a share says little, and only a limit that is certain to be exceeded stops. */
const ENOUGH = 20;
/** Different faults that are told apart. */
const MOST_FAULTS = 1000;

export interface FailureLimit {
  /** Counts a rollout; throws E_RUN_FAILURES once the limit is exceeded. */
  add(trajectory: Trajectory): void;
  /** Counts a rollout that had finished without an error before: the share is that of all, also where they are resumed. */
  known(): void;
  /** The verdict at the end, when all rollouts are counted. */
  check(): void;
}

/** `planned`: most rollouts there can be. */
export function createFailureLimit(share: number, planned: number): FailureLimit {
  let finished = 0;
  let failed = 0;
  /** How often what failed. */
  const faults = new Map<string, number>();
  const check = (): void => {
    if (failed > share * finished) throw tooMany(faults, { failed, finished, share });
  };
  return {
    add: (trajectory) => {
      finished += 1;
      if (!counts(trajectory)) {
        failed += 1;
        const { environment, outcome, error } = trajectory;
        const what = `${environment}, ${outcome}: ${error?.message ?? 'no message'}`;
        // Messages that are all different would be kept for nothing.
        if (faults.has(what) || faults.size < MOST_FAULTS) faults.set(what, (faults.get(what) ?? 0) + 1);
      }
      if (failed > share * planned || finished >= ENOUGH) check();
    },
    known: () => {
      finished += 1;
    },
    check,
  };
}

function tooMany(
  faults: ReadonlyMap<string, number>,
  { failed, finished, share }: Record<'failed' | 'finished' | 'share', number>,
): AgentgymError {
  const [what, count] = [...faults].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  const limit = `${Math.round(share * 1000) / 10} %`;
  return new AgentgymError(
    'E_RUN_FAILURES',
    `${failed} of ${finished} rollouts ended in an error (at most ${limit} may); most often (${count}): ${what}`,
    {
      hint: 'Mend the cause and go on where it stopped: failed rollouts are played again. Or raise limits.failureShare (a run: evolve --resume DIR --set limits.failureShare=0.5).',
    },
  );
}
