/**
 * The config: one strict object per stage, in the order of the loop, and what is impossible between stages. Every key
 * is described; configs/schema.json and docs/configuration.md are generated from here. Reads no file (load.ts does).
 */
import { z } from 'zod';
import { ACTION_FORMATS } from '../environments/contract.ts';
import { type DataConfig, DataSchema } from './stages/data.ts';
import {
  type DemonstrationSources,
  DemonstrationsSchema,
  hasDemonstrations,
  hasExperts,
  withExpert,
} from './stages/demonstrations.ts';
import { type EnvironmentConfig, EnvironmentsSchema } from './stages/environment.ts';
import { checkCalls, type EndpointConfig } from './stages/endpoint.ts';
import { EvaluateSchema } from './stages/evaluate.ts';
import { ExploreSchema } from './stages/explore.ts';
import { clash, whole } from './stages/fields.ts';
import { checkCost, LimitsSchema } from './stages/limits.ts';
import { type LocalPolicyConfig, type PolicyConfig, PolicySchema } from './stages/policy.ts';
import { checkPromotion, PromotionSchema } from './stages/promotion.ts';
import { checkServing, type ServingConfig, ServingSchema } from './stages/serving.ts';
import { TrackingSchema } from './stages/tracking.ts';
import { checkTrain, CloneSchema, TrainSchema } from './stages/train.ts';
import { WeighSchema } from './stages/weigh.ts';

export type { DataConfig } from './stages/data.ts';
export type { DemonstrationsConfig } from './stages/demonstrations.ts';
export type { EnvironmentConfig, EnvironmentKind } from './stages/environment.ts';
export type { EvaluateConfig } from './stages/evaluate.ts';
export type { ExploreConfig } from './stages/explore.ts';
export type { EndpointConfig } from './stages/endpoint.ts';
export type { LimitsConfig } from './stages/limits.ts';
export { isFresh, type LocalPolicyConfig, type ModelConfig, type PolicyConfig } from './stages/policy.ts';
export type { PromotionConfig } from './stages/promotion.ts';
export type { ServingConfig } from './stages/serving.ts';
export type { TrackingConfig } from './stages/tracking.ts';
export type { CloneConfig, TrainConfig } from './stages/train.ts';
export type { WeighConfig } from './stages/weigh.ts';

export const ConfigSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]*$/iu, 'a name is made of letters, digits, `.`, `-` and `_`')
      .max(100)
      // Windows opens a device for them, whatever stands behind the point.
      .refine(
        (name) => !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu.test(name),
        'is a name that Windows keeps for a device',
      )
      .describe('Name of the run; its directory is `runs/<name>-<UTC timestamp>` unless another is given.'),
    seed: whole(0).default(1).describe('Where all randomness comes from.'),
    environments: EnvironmentsSchema,
    format: z
      .enum(ACTION_FORMATS)
      .exactOptional()
      .describe(
        'How turns carry actions, in demonstrations, exploration and evaluation: `react` (a thought and an action), `function_calling` (one JSON object) or `code_as_action` (one call). Formats other than react need longer turns (`maxTokens`). Default: react.',
      ),
    policy: PolicySchema.prefault({}),
    data: DataSchema.prefault({}),
    demonstrations: DemonstrationsSchema.prefault({}),
    clone: CloneSchema.prefault({}),
    iterations: whole(0)
      .default(2)
      .describe('M: iterations of explore, weigh, train, evaluate, promote; 0 only clones.'),
    explore: ExploreSchema.prefault({}),
    weigh: WeighSchema.prefault({}),
    train: TrainSchema.prefault({}),
    serving: ServingSchema.exactOptional(),
    evaluate: EvaluateSchema.prefault({}),
    promotion: PromotionSchema.prefault({}),
    control: z
      .boolean()
      .default(true)
      .describe(
        'Whether to train the control too: cloning alone for as many steps as went into the promoted checkpoint.',
      ),
    limits: LimitsSchema.prefault({}),
    tracking: TrackingSchema.exactOptional(),
  })
  .superRefine(checkDemonstrations)
  .superRefine(checkRemoteTasks)
  .superRefine(checkCost)
  .superRefine(checkCalls)
  .superRefine(checkServing)
  .superRefine(checkTrain)
  .superRefine(checkPromotion)
  .overwrite(withExpert);

/** A checked config with its defaults filled in. */
export type Config = z.output<typeof ConfigSchema>;

/** A config whose policy can be trained: the in-process model, or one whose endpoint can be given new weights. */
export type EvolveConfig = Omit<Config, 'policy'> &
  ({ policy: LocalPolicyConfig } | { policy: EvolvableEndpoint; serving: ServingConfig });

/** An endpoint whose base is known. */
export type EvolvableEndpoint = EndpointConfig & { base: string };

interface DemonstrationSettings extends DemonstrationSources {
  environments: readonly EnvironmentConfig[];
  data: DataConfig;
  policy: PolicyConfig;
  serving?: ServingConfig;
  control: boolean;
}

/** A server lists no tasks. */
function checkRemoteTasks({ environments, data }: DemonstrationSettings, context: z.core.$RefinementCtx): void {
  if (data.tasks !== undefined) return;
  for (const [i, environment] of environments.entries()) {
    if (environment.kind !== 'agentgym' || environment.tasks !== undefined) continue;
    const where = { path: ['environments', i, 'tasks'], involves: [['data', 'tasks']] };
    clash(context, where, `\`${environment.name}\` needs \`tasks\`: a server does not list its own`);
  }
}

function checkDemonstrations(config: DemonstrationSettings, context: z.core.$RefinementCtx): void {
  const { data, demonstrations, environments } = config;
  const { expert } = demonstrations;
  const names = environments.map((environment) => environment.name);
  for (const name of typeof expert === 'object' ? Object.keys(expert) : []) {
    if (names.includes(name)) continue;
    const where = {
      path: ['demonstrations', 'expert', name],
      involves: environments.map((_, i) => ['environments', i, 'name']),
    };
    clash(context, where, `no environment is named \`${name}\`; there are ${[...new Set(names)].join(', ')}`);
  }
  for (const key of ['expert', 'epsilon', 'file'] as const) {
    if (data.demonstrations === undefined || (demonstrations[key] ?? 0) === 0) continue;
    if (key === 'expert' && !hasExperts(demonstrations)) continue;
    const where = { path: ['demonstrations', key], involves: [['data', 'demonstrations']] };
    const both = `both \`demonstrations.${key}\` and \`data.demonstrations\` are given`;
    clash(context, where, `${both}; demonstrations come from one of them`);
  }
  // Behind an endpoint without serving nothing is trained, and so no control either.
  const trained = config.policy.kind === 'local' || config.serving !== undefined;
  if (trained && config.control && !hasDemonstrations(config)) {
    const where = { path: ['demonstrations', 'expert'], involves: [['control']] };
    clash(context, where, 'there are no demonstrations to train the control on; set `control: false`');
  }
}
