/** What tells the two families of AgentGym servers apart: the name of the id, and how a refusal is said. */
import type { Answer } from '../answers.ts';

export interface Family {
  /** The field (and query) that names a session. */
  readonly field: 'id' | 'env_idx';
  /** The answer to a request that is well formed and cannot be served; `message` is one line. */
  refuse(message: string): Answer;
}
