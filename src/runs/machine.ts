/**
 * What a run was computed with: sums of floating-point numbers come out alike on the same machine with the same versions,
 * and may differ in their last bits elsewhere. Names no host and no user.
 */
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';

export interface Machine {
  /** Versions. */
  node: string;
  onnxruntime: string;
  /** As Node names them: `linux`, `x64`. */
  platform: string;
  arch: string;
  /** The processor's model, and how many cores this process may use. */
  cpu: string;
  cores: number;
}

/** Of this process. */
export function machineOf(): Machine {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };
  return {
    node: process.versions.node,
    onnxruntime: version,
    platform: process.platform,
    arch: process.arch,
    // Some systems, such as those of ARM boards, do not name it.
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
  };
}
