/** The loss that a config optimises, written out, and how exactly its backend does it. */
import type { EvolveConfig } from '../config/schema.ts';
import { capabilitiesOf } from '../train/capabilities.ts';
import type { TrainerCapabilities } from '../train/contract.ts';

export interface PlannedLoss {
  /** Formula and what its letters are, a line each. */
  formula: string[];
  /** Of cloning, where it is another. */
  clone?: string;
  capabilities: TrainerCapabilities;
  exactness: string;
  /** Settings that this backend does nothing with, and the like. */
  notes: string[];
}

const NLL = 'Σ w·nll / N';
const LETTERS = [
  'nll: −log π(token | what was before it), over the tokens of the turns that are marked as the policy’s own',
  'N: a constant of the stage, the mean number of such tokens in an optimiser step',
];

export function lossOf(config: EvolveConfig): PlannedLoss {
  const { train, weigh } = config;
  const capabilities = capabilitiesOf(train);
  const notes: string[] = [];
  if (weigh.pairs !== undefined && !prefers(train))
    notes.push('weigh.pairs makes preference pairs, which this training does not learn from (train.method: dpo does)');
  if (prefers(train) && weigh.pairs === undefined)
    notes.push('weigh.pairs is not set: there are no pairs, and it learns from the weighted examples alone');
  const weight = `w: ${weightOf(weigh)}; of a demonstration, its reward`;
  if (!prefers(train) || weigh.pairs === undefined)
    return { formula: [NLL, ...LETTERS, weight], capabilities, exactness: exactnessOf(config, capabilities), notes };
  const { beta, share } = preferenceOf(train);
  const examples = share === 0 ? [] : [...LETTERS, weight];
  return {
    formula: [
      `mean of −log σ(β·margin) over the pairs, β = ${beta}${share === 0 ? '' : ` + ${share} · ${NLL}`}`,
      'margin: how much likelier the marked turns of the better trajectory have become, against those of the other, since the checkpoint that training starts from',
      ...examples,
    ],
    clone: NLL,
    capabilities,
    exactness: exactnessOf(config, capabilities),
    notes,
  };
}

type Train = EvolveConfig['train'];

function prefers(train: Train): boolean {
  return 'method' in train && train.method === 'dpo';
}

function preferenceOf(train: Train): { beta: string; share: number } {
  const { beta, sftWeight = 0 } = train as { beta?: number; sftWeight?: number };
  return { beta: beta === undefined ? "the service's own" : String(beta), share: sftWeight };
}

function weightOf(weigh: EvolveConfig['weigh']): string {
  if (weigh.by === 'threshold') return `1 where the reward is above ${weigh.threshold}, else 0`;
  if (weigh.by === 'exponential') return `exp((r − 1)/${weigh.beta}), r the reward of the trajectory`;
  return {
    reward: 'the reward r(e,u,τ) in [0, 1] of the trajectory (the paper’s)',
    'best-of-k': '1 for the best trajectory of its task, if its reward is above 0, else 0',
    advantage: 'r − the mean reward of its task, where that is above 0, else 0',
  }[weigh.by];
}

function exactnessOf({ train }: EvolveConfig, { weights }: TrainerCapabilities): string {
  const kind: string = train.kind;
  if (weights === 'exact' && kind !== 'hosted') return 'exact: every token’s nll is multiplied by its weight';
  const own = 'what the service divides by is its own, so that steps are of another size than N gives';
  if (weights === 'exact') return `exact: the service takes a weight on each row; ${own}`;
  if (weights === 'replicated') {
    return `replicated: rows are copied by chance, as often as they weigh on average (unbiased); the effective sample size is known, and said, when the run has its weights; ${own}`;
  }
  return 'none: weights are not taken, every example counts the same';
}
