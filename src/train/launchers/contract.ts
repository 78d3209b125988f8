/**
 * The launcher contract: how a training job comes to run somewhere (a child process, a cluster, a service). A job is a
 * directory; a launcher starts it, says where it stands, follows it and stops it, and knows nothing of training.
 *
 * A job is named before it is submitted, and the name recorded, so that whoever was killed finds it again by its name
 * alone. Workers that see another file system get the directory brought over by their launcher, and back.
 */

/** One attempt at a piece of work; a later attempt in the same directory goes on where the one before was. */
export interface Job {
  /** Letters, digits, `.`, `_` and `-`; no other attempt's, of this run or any other. */
  readonly name: string;
  /** Absolute. Holds `request.json`; is told to in `events.jsonl` and `result.json` (src/train/trl/job.py). */
  readonly directory: string;
  /** The Python interpreter of the workers. */
  readonly python: string;
  /** Absolute path of the script, beside which its modules and requirements.txt are; it is given the directory. */
  readonly script: string;
}

/** `unknown`: no such job, or forgotten; `exit` is null where nobody can say. */
export type Standing =
  | { readonly state: 'unknown' }
  | { readonly state: 'waiting' | 'running' }
  | { readonly state: 'ended'; readonly exit: number | null; readonly detail?: string };
export type Ended = Extract<Standing, { state: 'ended' }>;

/** What a job says while it works; kinds and fields are the script's business. */
export type JobEvent = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Following {
  on(event: JobEvent): void;
  /** Ends the following with InterruptedError, and leaves the job alone. */
  signal?: AbortSignal | undefined;
}

export interface Launcher {
  readonly kind: string;
  /**
   * Starts the job; resolves to the id it is known by where it runs, which may be its name. Throws E_TRAIN_PYTHON where the
   * interpreter is missing, E_TRAIN_JOB where the job cannot be started.
   */
  submit(job: Job): Promise<string>;
  /** Where the job stands; without an id (lost between submitting and recording it) it is looked for by its name. */
  find(job: Job, id: string | undefined): Promise<Standing>;
  /** Passes on the job's events until it has ended; its directory then holds everything that it left. */
  follow(job: Job, id: string | undefined, following: Following): Promise<Ended>;
  /** Asks the job to keep what is done and to stop, and makes it; resolves once it has ended. */
  stop(job: Job, id: string | undefined): Promise<void>;
}
