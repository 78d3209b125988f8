/** Follows a job to its end: looks at it again and again, less often while nothing happens, and passes on what it says. */
import type { Timing } from '../../policies/endpoint/timing.ts';
import type { TrainRequest } from '../contract.ts';
import { ServiceFault } from './faults.ts';
import { wait } from './http.ts';
import type { HostedJob, News, Service } from './service.ts';
import type { HostedSettings } from './settings.ts';

export interface Follower {
  poll: HostedSettings['poll'];
  timing: Timing;
  request: Pick<TrainRequest, 'steps' | 'signal' | 'on'>;
  onNotice: (notice: string) => void;
}

export interface Followed {
  job: HostedJob;
  /** The last training loss that the job told, if it told one. */
  loss: number | null;
}

export function hasEnded({ state }: HostedJob): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}

/** Throws InterruptedError when the request's signal fires, and then leaves the job as it is. */
export async function follow(service: Service, begun: HostedJob, follower: Follower): Promise<Followed> {
  const { poll, timing, request, onNotice } = follower;
  const hears = hearing(service, follower);
  let job = begun;
  let pause = poll.first;
  let said = '';
  for (;;) {
    const moved = await hears.look(job);
    if (hasEnded(job)) return { job, loss: hears.loss() };
    if (job.said !== said) onNotice(`the fine-tuning job ${job.id} is ${job.said}`);
    pause = moved || job.said !== said ? poll.first : Math.min(poll.most, pause * 1.5);
    said = job.said;
    await wait(timing, pause * 1000, request.signal);
    job = await service.job(job.id);
  }
}

/** Reads the news of a job, and tells progress and warnings. */
function hearing(
  service: Service,
  { request, onNotice }: Follower,
): { look(job: HostedJob): Promise<boolean>; loss(): number | null } {
  let last: string | undefined;
  let loss: number | null = null;
  let told = true;
  const tell = ({ message, step, steps, loss: now, warning }: News): void => {
    loss = now ?? loss;
    if (step !== undefined)
      request.on?.({ step, steps: steps ?? request.steps, loss: now ?? loss, tokensPerSecond: 0 });
    if (warning) onNotice(`the fine-tuning service says: ${message}`);
  };
  return {
    loss: () => loss,
    look: async ({ id, done }) => {
      if (done !== undefined)
        request.on?.({
          step: Math.round(done * request.steps),
          steps: request.steps,
          loss,
          tokensPerSecond: 0,
        });
      const news = told ? await service.news(id, last).catch(unlessMissing) : [];
      told = news !== undefined;
      for (const one of news ?? []) tell(one);
      last = news?.at(-1)?.id ?? last;
      return (news?.length ?? 0) > 0;
    },
  };
}

/** A service without events is one that tells less. */
function unlessMissing(error: unknown): undefined {
  if (error instanceof ServiceFault && (error.status === 404 || error.status === 405)) return undefined;
  throw error;
}
