/**
 * What the fine-tuning services differ in that is no matter of addresses and field names: how they take weights, how many
 * rows and epochs they take, and which variable holds their key. A `custom` service is described by the config alone.
 */

/** `row`: a weight on each row; `message`: 0 or 1 on each turn; `none`: every turn of the assistant counts. */
export type RowWeights = 'row' | 'message' | 'none';

export type ProfileName = 'fireworks' | 'openai' | 'together' | 'custom';

export interface Profile {
  /** Base URL; undefined: the config says it. */
  readonly url: string | undefined;
  /** Environment variable of the key, unless the config names another. */
  readonly key: string | undefined;
  readonly weights: RowWeights;
  /** Fewest rows that a job is accepted with. */
  readonly leastRows: number;
  readonly mostEpochs: number;
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  // docs.fireworks.ai/fine-tuning/weighted-training, docs.fireworks.ai/fine-tuning/fine-tuning-models
  fireworks: {
    url: 'https://api.fireworks.ai/v1',
    key: 'FIREWORKS_API_KEY',
    weights: 'row',
    leastRows: 3,
    mostEpochs: 100,
  },
  // developers.openai.com/api/docs/guides/supervised-fine-tuning
  openai: {
    url: 'https://api.openai.com/v1',
    key: 'OPENAI_API_KEY',
    weights: 'message',
    leastRows: 10,
    mostEpochs: 50,
  },
  // docs.together.ai/docs/fine-tuning/data-preparation, docs.together.ai/reference/post-fine-tunes
  together: {
    url: 'https://api.together.ai/v1',
    key: 'TOGETHER_API_KEY',
    weights: 'none',
    leastRows: 1,
    mostEpochs: 20,
  },
  custom: { url: undefined, key: undefined, weights: 'none', leastRows: 1, mostEpochs: 100 },
};
