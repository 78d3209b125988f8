/** The settings of the hosted trainer, with the profile's defaults filled in. */
import { PROFILES, type ProfileName, type RowWeights } from './profiles.ts';

export interface HostedSettings {
  readonly profile: ProfileName;
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** Whose resources they are, where addresses name the account (Fireworks). */
  readonly account?: string | undefined;
  /** Where a model that was fine-tuned is loaded, so that it answers (Fireworks): a deployment's resource name. */
  readonly deployment?: string | undefined;
  readonly weights: RowWeights;
  /** Where the fractional part of weights is left to chance: copies of the heaviest row, on average. */
  readonly copies: number;
  readonly method: 'sft' | 'dpo';
  readonly beta?: number | undefined;
  /** Rows of an optimiser step, as the service counts them. */
  readonly batchSize: number;
  readonly learningRate?: number | undefined;
  /** By the service's own names; they win over what is worked out. */
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  /** Where `custom` services expect the hyperparameters. */
  readonly hyperparametersIn: 'method' | 'hyperparameters' | 'request';
  /** Further fields of the request for a job, by the service's own names. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Seconds between looks at a job: at first, and at most. */
  readonly poll: { readonly first: number; readonly most: number };
  /** Seconds for one request. */
  readonly timeout: number;
  /** Further attempts at a request. */
  readonly retries: number;
  readonly onInterrupt: 'leave' | 'cancel';
}

export const HOSTED_DEFAULTS = {
  copies: 4,
  method: 'sft',
  batchSize: 8,
  hyperparameters: {},
  hyperparametersIn: 'method',
  request: {},
  poll: { first: 10, most: 120 },
  timeout: 120,
  retries: 6,
  onInterrupt: 'leave',
} as const;

/** Fills in what a config, or a caller, left out. */
export function hostedSettings(
  given: Partial<HostedSettings> & Pick<HostedSettings, 'profile'> & { url?: string | undefined },
): HostedSettings {
  const { url, weights } = PROFILES[given.profile];
  const filled = { ...HOSTED_DEFAULTS, weights, ...given };
  return { ...filled, url: (given.url ?? url ?? '').replace(/\/+$/u, '') };
}
