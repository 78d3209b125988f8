/** When an exploration gives up: the share of rollouts that may end in an error of environment or policy. */
import { AgentgymError } from '../errors.ts';
import { counts, type Trajectory } from '../trajectories/trajectory.ts';

/** Before this many rollouts a share says little, and only a limit that is certain to be exceeded stops. */
const ENOUGH = 20;

export interface FailureLimit {
  /** Counts a rollout; throws E_RUN_FAILURES once the limit is exceeded. */
  add(trajectory: Trajectory): void;
  /** The verdict at the end, when all rollouts are counted. */
  check(): void;
}

/** `planned`: most rollouts there can be. */
export function createFailureLimit(share: number, planned: number): FailureLimit {
  let finished = 0;
  const failures: Trajectory[] = [];
  const check = (): void => {
    if (failures.length > share * finished) throw tooMany(failures, finished, share);
  };
  return {
    add: (trajectory) => {
      finished += 1;
      if (!counts(trajectory)) failures.push(trajectory);
      if (failures.length > share * planned || finished >= ENOUGH) check();
    },
    check,
  };
}

function tooMany(failures: readonly Trajectory[], finished: number, share: number): AgentgymError {
  const times = new Map<string, number>();
  for (const { environment, outcome, error } of failures) {
    const what = `${environment}, ${outcome}: ${error?.message ?? 'no message'}`;
    times.set(what, (times.get(what) ?? 0) + 1);
  }
  const [what, count] = [...times].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  const limit = `${Math.round(share * 1000) / 10} %`;
  return new AgentgymError(
    'E_RUN_FAILURES',
    `${failures.length} of ${finished} rollouts ended in an error (at most ${limit} may); most often (${count}): ${what}`,
    {
      hint: 'Mend the cause and go on where it stopped: failed rollouts are played again. Or raise limits.failureShare (a run: evolve --resume DIR --set limits.failureShare=0.5).',
    },
  );
}
