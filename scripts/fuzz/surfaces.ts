/** Everything that is fuzzed. */
import type { Surface } from './surface.ts';
import { endpoints, environmentServers, services } from './surfaces/answers.ts';
import { safetensors, tokenizers, wholeCheckpoints } from './surfaces/checkpoints.ts';
import { configTexts, configTrees } from './surfaces/configs.ts';
import { columns, rows, store } from './surfaces/rows.ts';
import { journals, runReaders, trainingStates } from './surfaces/run-files.ts';

export const SURFACES: readonly Surface[] = [
  configTexts,
  configTrees,
  rows,
  store,
  columns,
  safetensors,
  tokenizers,
  wholeCheckpoints,
  trainingStates,
  journals,
  runReaders,
  environmentServers,
  endpoints,
  services,
];
