/**
 * What can be evolved: a policy whose weights a trainer can reach and whose new weights can be played. Checks settings that
 * each make sense without the other (an endpoint alone is fine for `eval`), and asks nobody.
 */
import type { Config, EvolveConfig } from './config/schema.ts';
import { AgentgymError } from './errors.ts';

/** The config as one that can be evolved. Throws E_CONFIG_INVALID that says which setting is missing. */
export function requireEvolvable(config: Config): EvolveConfig {
  const { policy, serving } = config;
  if (policy.kind === 'local') return { ...config, policy };
  const kind: string = config.train.kind;
  if (kind === 'local') {
    const why = 'trains a checkpoint in process, not the model that an endpoint serves';
    throw notEvolvable(`\`train.kind: local\` ${why}`, 'kind');
  }
  if (serving === undefined)
    throw notEvolvable('`serving` does not say how a new checkpoint gets into the server', 'kind');
  const { base } = policy;
  if (base === undefined) throw notEvolvable('`policy.base` does not say which model training starts from', 'model');
  return { ...config, policy: { ...policy, base }, serving };
}

function notEvolvable(why: string, setting: string): AgentgymError {
  const message = `\`policy.kind: endpoint\` cannot be evolved: ${why}.`;
  return new AgentgymError('E_CONFIG_INVALID', message, {
    setting: ['policy', setting],
    hint: 'docs/serving.md says what it takes. As it is, play it with `agentgym eval --config FILE` or `agentgym collect-trajectories --config FILE`, whose trajectories a run with a checkpoint can clone as demonstrations.',
  });
}
