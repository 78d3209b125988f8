/** What Slurm says of a job, read: the states of its manual (https://slurm.schedmd.com/job_state_codes.html). */
import { AgentgymError } from '../../errors.ts';
import type { Standing } from './contract.ts';

const WAITING = new Set(
  'PENDING CONFIGURING REQUEUED REQUEUE_FED REQUEUE_HOLD RESV_DEL_HOLD SPECIAL_EXIT STOPPED SUSPENDED'.split(' '),
);
const RUNNING = new Set('RUNNING COMPLETING RESIZING SIGNALING STAGE_OUT'.split(' '));
/** Ends that no exit code explains. */
const ENDS: Readonly<Record<string, string>> = {
  BOOT_FAIL: 'its node did not boot',
  CANCELLED: 'it was cancelled',
  DEADLINE: 'its deadline passed',
  NODE_FAIL: 'its node failed',
  OUT_OF_MEMORY: 'it ran out of memory',
  PREEMPTED: 'it had to give way to another job',
  REVOKED: 'another cluster took it',
  TIMEOUT: 'it reached its time limit',
};

/** From a line of `scontrol --oneliner show job`. */
export function fromControl(line: string): Standing {
  const field = (name: string): string | undefined => new RegExp(`(?:^|\\s)${name}=(\\S+)`, 'u').exec(line)?.[1];
  return standingOf(field('JobState') ?? '', field('ExitCode') ?? '');
}

/** From lines of `sacct --parsable2`, JobID|State|ExitCode; a job that was queued again has one for each time. */
export function fromAccounting(lines: string): Standing {
  const last = lines.trim().split('\n').at(-1) ?? '';
  if (last === '') return { state: 'unknown' };
  const [, state = '', exit = ''] = last.split('|');
  return standingOf(state, exit);
}

/** `said` may go on: CANCELLED by 1000. `exit` is the code and the signal, 1:0. */
function standingOf(said: string, exit: string): Standing {
  const state = /^[A-Z_]+/u.exec(said)?.[0] ?? '';
  if (WAITING.has(state)) return { state: 'waiting' };
  if (RUNNING.has(state)) return { state: 'running' };
  const [code = 0, signal = 0] = exit.split(':').map(Number);
  if (state === 'COMPLETED') return { state: 'ended', exit: 0 };
  if (state === 'FAILED')
    return signal === 0
      ? { state: 'ended', exit: code }
      : { state: 'ended', exit: null, detail: `it was ended by signal ${signal}` };
  const detail = ENDS[state];
  if (detail !== undefined) return { state: 'ended', exit: null, detail };
  throw new AgentgymError('E_TRAIN_JOB', `Slurm says that a job is ${said || 'in no state'}, which is not known here.`);
}
