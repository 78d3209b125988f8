/**
 * The contract of a fine-tuning service: files, jobs, what a job says, and its end. Whatever is made there has a name that
 * was recorded before, and can be looked for by that name.
 */

/** JSON lines, to be uploaded under a name. */
export interface TrainingFile {
  readonly name: string;
  readonly text: string;
  readonly rows: number;
}

export interface Order {
  /** Letters of a-z, digits and `-`, at most 40; no other job's. */
  readonly tag: string;
  /** The piece of work, for people to read. */
  readonly title: string;
  readonly model: string;
  /** Whether the model was fine-tuned there before. */
  readonly tuned: boolean;
  /** Id of the uploaded file. */
  readonly file: string;
  readonly method: 'sft' | 'dpo';
  readonly epochs: number;
  readonly seed: number;
}

export interface HostedJob {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** The state in the service's own word. */
  readonly said: string;
  /** Id of the fine-tuned model, once there is one. */
  readonly model?: string | undefined;
  /** Why it failed. */
  readonly error?: { readonly message: string; readonly aboutData: boolean } | undefined;
  /** Tokens that were trained on, which are paid for. */
  readonly tokens?: number | undefined;
  /** Share that is done, where the job itself says so. */
  readonly done?: number | undefined;
}

export interface News {
  readonly id: string;
  readonly message: string;
  readonly step?: number | undefined;
  readonly steps?: number | undefined;
  readonly loss?: number | undefined;
  /** Worth telling whoever watches. */
  readonly warning: boolean;
}

export interface Snapshot {
  readonly model: string;
  readonly step: number | null;
}

export interface Service {
  /** Id of a file that was uploaded under that name, whole. */
  findFile(file: TrainingFile): Promise<string | undefined>;
  upload(file: TrainingFile): Promise<string>;
  /** The job that was made under that tag. */
  findJob(tag: string, method: Order['method']): Promise<HostedJob | undefined>;
  create(order: Order): Promise<HostedJob>;
  job(id: string): Promise<HostedJob>;
  /** What the job said after that piece of news, oldest first. */
  news(id: string, after: string | undefined): Promise<News[]>;
  /** Models that were kept on the way. */
  snapshots(id: string): Promise<Snapshot[]>;
  cancel(id: string): Promise<void>;
  /** Makes a model answer, where that takes something; resolves to what requests call it. */
  deploy?(model: string): Promise<string>;
}
