/**
 * The policy of a checkpoint, for the stages that play: in process its own weights, behind an endpoint what the servers
 * answer once they serve it, which is attested whenever they have been switched. Plays nothing.
 */
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EvolvableEndpoint, EvolveConfig, ServingConfig } from '../config/schema.ts';
import { interruptible } from '../interruptible.ts';
import type { Policy } from '../policies/contract.ts';
import { createEndpointPolicy } from '../policies/endpoint.ts';
import { createLocalPolicy } from '../policies/local.ts';
import type { Served, Serving } from '../policies/serving/contract.ts';
import { createServing } from '../policies/serving/create.ts';
import { requireIntact } from '../runs/intact.ts';
import { checkpointKind } from '../train/checkpoint-kind.ts';
import type { CheckpointRef } from '../train/contract.ts';
import { Attestor, type Current } from './attestation.ts';
import type { Workshop } from './workshop.ts';

export interface OpenedPolicy {
  /** Names the checkpoint; closed by whoever opened it. */
  policy: Policy;
  /** Fires with an AgentgymError when the server behind it is gone for good. */
  lost?: AbortSignal;
}

export interface Policies {
  /** One at a time: opening another checkpoint's policy may take this one's weights from the server. */
  open(checkpoint: CheckpointRef): Promise<OpenedPolicy>;
  close(): Promise<void>;
}

/** What of a run its policies are made from. */
export type Where = Omit<Workshop, 'policies' | 'budget'>;

export function policiesOf(workshop: Where): Policies {
  const { config } = workshop;
  if (isServed(config)) return new ServedPolicies(workshop, config);
  const { threads, slots } = config.policy;
  return {
    open: async (checkpoint) => {
      await intact(workshop, checkpoint);
      return { policy: await createLocalPolicy({ checkpoint, threads, slots }) };
    },
    close: () => Promise.resolve(),
  };
}

/** Throws E_STORE_CHECKPOINT where the files are not those that were kept. */
function intact({ signal, on }: Pick<Where, 'signal' | 'on'>, checkpoint: CheckpointRef): Promise<void> {
  const onNotice = (message: string): void => on({ type: 'warning', message });
  return interruptible(requireIntact(checkpoint, { onNotice }), signal);
}

function isServed(config: EvolveConfig): config is EvolveConfig & Endpoint {
  return config.policy.kind === 'endpoint';
}

interface Endpoint {
  name: string;
  policy: EvolvableEndpoint;
  serving: ServingConfig;
}

class ServedPolicies implements Policies {
  private readonly workshop: Where;
  private readonly endpoint: EvolvableEndpoint;
  private readonly serving: Serving;
  private readonly attestor: Attestor;
  /** What the servers have been told to serve, and were seen to. */
  private current: Current | undefined;

  constructor(workshop: Where, { name, policy, serving }: Endpoint) {
    const { directory } = workshop;
    this.workshop = workshop;
    this.endpoint = policy;
    this.attestor = new Attestor(workshop, { policy, serving });
    this.serving = createServing({
      policy,
      serving,
      run: name,
      logs: dirname(directory.log),
      env: process.env,
      checkpoints: () => readdir(directory.checkpoints).catch(() => []),
    });
  }

  async open(checkpoint: CheckpointRef): Promise<OpenedPolicy> {
    const { model, lost } = await this.serve(checkpoint);
    const policy = createEndpointPolicy({ ...this.endpoint, model });
    return { policy: { ...policy, checkpoint, name: checkpoint.id }, ...(lost === undefined ? {} : { lost }) };
  }

  close(): Promise<void> {
    return this.serving.close();
  }

  private async serve(checkpoint: CheckpointRef): Promise<Served> {
    const { journal, signal } = this.workshop;
    await intact(this.workshop, checkpoint);
    const kind = await checkpointKind(checkpoint.path);
    const { id } = (journal.find('base')?.result ?? {}) as { id?: string };
    const servable = { ...checkpoint, kind, base: checkpoint.id === id };
    if (this.current?.id === checkpoint.id) return this.serving.serve(servable, signal);
    const finish = await this.attestor.begin(servable, this.current);
    this.current = undefined;
    const served = await this.serving.serve(servable, signal);
    await finish(served);
    this.current = { id: checkpoint.id, model: served.model };
    return served;
  }
}
