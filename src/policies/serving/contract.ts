/**
 * The serving contract: a checkpoint goes in, the name comes out by which the endpoint knows it. One checkpoint at a
 * time, unless a server keeps several apart by name. That the endpoint really answers with it is another question
 * (attest.ts).
 */
import type { CheckpointKind } from '../../train/checkpoint-kind.ts';
import type { CheckpointRef } from '../../train/contract.ts';

/** A checkpoint, and what is known of it. */
export interface Servable extends CheckpointRef {
  readonly kind: CheckpointKind;
  /** Whether it is what training starts from, which the server has under `policy.model`. */
  readonly base: boolean;
}

/** Where a checkpoint answers. */
export interface Served {
  /** What requests call it. */
  readonly model: string;
  /** Fires with an AgentgymError when the server is gone for good. */
  readonly lost?: AbortSignal;
}

export interface Serving {
  /** Resolves once the checkpoint can be asked for; asking for the one that is served changes nothing. */
  serve(checkpoint: Servable, signal?: AbortSignal): Promise<Served>;
  /** Stops what it started. Servers that were there before stay as they are. Safe to call twice. */
  close(): Promise<void>;
}

/** What every kind of serving is made from. */
export interface ServingSurroundings {
  /** Addresses of the servers, as in the config. */
  urls: readonly string[];
  /** `policy.model`: what the servers call the base. */
  model: string;
  /** Name of the run. */
  run: string;
  /** Where the output of started processes goes. */
  logs: string;
  env: Readonly<Record<string, string | undefined>>;
}
