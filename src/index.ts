/** The public API. */
export {
  collect,
  collectInto,
  type CollectRequest,
  createPolicy,
  evaluate,
  type EvaluateRequest,
  type PolicyName,
} from './collect.ts';
export {
  compare,
  type ComparedSide,
  type CompareOptions,
  type CompareReport,
  type Contrast,
  type EnvironmentContrast,
  type Figures,
  type TaskChange,
} from './compare.ts';
export { loadConfig, parseConfig } from './config/load.ts';
export type * from './config/schema.ts';
export { createEnvironment } from './environments/catalog.ts';
export { describeActions } from './environments/action-formats/describe.ts';
export { type ActionFormat, formatOf } from './environments/action-formats/format.ts';
export type {
  ActionDefinition,
  ActionFormatName,
  ActionSpace,
  Environment,
  ExpertMove,
  Message,
  Session,
  Split,
  Task,
  Turn,
} from './environments/contract.ts';
export { defineEnvironment } from './environments/define.ts';
export * as svg from './environments/svg.ts';
export { AgentgymError, type ErrorCode, InterruptedError } from './errors.ts';
export { type Metrics, summarise } from './evaluate/metrics.ts';
export { comparePairs, type Comparison } from './evaluate/paired.ts';
export type { Evaluation } from './evaluate/suite.ts';
export { evolve, type EvolveRequest, type EvolveResult } from './evolve.ts';
export { explore, type ExploreRequest } from './explore/pool.ts';
export { agentEvol, type Evolution, type Stages } from './loop.ts';
export type { Completion, Conversation, Policy } from './policies/contract.ts';
export { createEndpointPolicy } from './policies/endpoint.ts';
export { createLocalPolicy } from './policies/local.ts';
export { promote } from './promote/promote.ts';
export { type Parted, type Parting, replay, type Replay, type ReplayReport, type ReplayRequest } from './replay.ts';
export type { RunEvent } from './report/events.ts';
export { type Difference, reverify, type ReverifyReport, type ReverifyRequest } from './reverify.ts';
export { digestOf as digestOfCheckpoint } from './runs/digest.ts';
export type { Summary } from './runs/summary.ts';
export { type Random, random, seedOf } from './seeds.ts';
export type { CheckpointRef, Trainer, WeightedExample } from './train/contract.ts';
export { type BaseModel, createBaseModel, createLocalTrainer } from './train/local.ts';
export {
  factsOf,
  heldTrajectories,
  type Trajectories,
  trajectoriesIn,
  trajectoriesOf,
} from './trajectories/collection.ts';
export type { Outcome, Trajectory } from './trajectories/trajectory.ts';
export { weigh } from './weigh/weigh.ts';
