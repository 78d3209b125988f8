/**
 * A run whose policy is behind an endpoint, with the program's own stages and, for a trainer, one that makes the model
 * for tests more skilled (test/support/checkpoints.ts).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../src/config/load.ts';
import type { EvolveConfig } from '../../src/config/schema.ts';
import { createBudget } from '../../src/explore/budget.ts';
import { agentEvol, type Evolution, type Stages, type TrainStage } from '../../src/loop.ts';
import { openEnvironments } from '../../src/open-environments.ts';
import type { RunEvent } from '../../src/report/events.ts';
import { keepCheckpoint } from '../../src/runs/checkpoints.ts';
import { runDirectory } from '../../src/runs/directory.ts';
import { openJournal } from '../../src/runs/journal.ts';
import { stagesOf } from '../../src/stages.ts';
import { policiesOf } from '../../src/stages/policies.ts';
import { once } from '../../src/stages/workshop.ts';
import { type Made, writeCheckpoint } from './checkpoints.ts';
import { fixture } from './command-line.ts';

/** What training comes to; a skill of 0 counts wrongly. */
export type Training = (stage: Pick<TrainStage, 'role' | 'iteration'>) => Made;

export interface ServedRun {
  directory: string;
  policy: Record<string, unknown>;
  serving: Record<string, unknown>;
  train?: Training;
  changes?: Record<string, unknown>;
  signal?: AbortSignal;
  on?: (event: RunEvent) => void;
}

export type Served = RunEvent & { type: 'served' };

/** Runs the loop to its end, or to its error. */
export async function evolveServed({
  directory: root,
  policy,
  serving,
  train = ({ iteration }) => ({ skill: iteration + 1 }),
  changes = {},
  signal,
  on = () => {},
}: ServedRun): Promise<{ evolution: Evolution; served: Served[]; events: RunEvent[] }> {
  const events: RunEvent[] = [];
  const config = configOf(policy, serving, changes);
  const directory = runDirectory(root);
  const journal = await openJournal(directory.journal);
  const shared = {
    config,
    directory,
    journal,
    environments: await openEnvironments(config.environments),
    budget: createBudget({ limits: {} }),
    signal,
    on: (event: RunEvent): void => {
      events.push(event);
      on(event);
    },
  };
  const policies = policiesOf(shared);
  try {
    const workshop = { ...shared, policies };
    const made: Stages['train'] = async ({ role, iteration, from, steps }) => {
      if (steps === 0) return { checkpoint: from, loss: null };
      const { id } = await once(workshop, `${role}-${iteration}`, async () => {
        const out = join(directory.workshop, `${role}-${iteration}`);
        mkdirSync(out, { recursive: true });
        await writeCheckpoint(out, train({ role, iteration }));
        return { id: (await keepCheckpoint(directory, out)).id };
      });
      return { checkpoint: { id, path: directory.checkpoint(id) }, loss: 1 };
    };
    const evolution = await agentEvol(config, { ...stagesOf(workshop), train: made });
    return { evolution, events, served: events.filter((event) => event.type === 'served') };
  } finally {
    await policies.close();
    await journal.close();
  }
}

function configOf(
  policy: Record<string, unknown>,
  serving: Record<string, unknown>,
  changes: Record<string, unknown>,
): EvolveConfig {
  return parseConfig({
    name: 'counts',
    environments: [{ name: 'counting', kind: 'custom', file: fixture('counting-environment.js') }],
    policy: { kind: 'endpoint', model: 'base', base: 'org/base', ...policy },
    serving,
    demonstrations: { expert: 2 },
    clone: { steps: 1 },
    iterations: 1,
    control: false,
    evaluate: { final: 'dev' },
    promotion: { gate: 'better' },
    ...changes,
  }) as EvolveConfig;
}
