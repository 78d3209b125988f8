/**
 * What the five tool servers (weather, movie, todo, academia, sheet) have in common: the model's whole turn goes to the
 * server, which reads `Action: NAME with Action Input: JSON` at its end.
 */
import { type Adapter, bareText } from '../adapter.ts';
import { wholeTurn } from '../turns.ts';

/** `about` says what the tools are for, in a sentence or two. */
export function tool(name: string, { rounds, about }: { rounds: number; about: string }): Adapter {
  return {
    name,
    idField: 'env_idx',
    create: { body: { id: 0 }, answer: 'bare' },
    reset: { index: 'id' },
    opening: { from: 'get', path: 'observation', text: bareText },
    step: { text: 'observation', reward: 'reward', done: 'done' },
    close: 'no',
    reward: { min: 0, max: 1, successAbove: 0.99 },
    rounds,
    readTurn: wholeTurn,
    actionSpace: {
      kind: 'calls',
      actions: [
        {
          name: 'use',
          description: 'Use a tool; check_valid_actions with {} lists them.',
          parameters: [
            { name: 'tool', type: 'string', description: 'name of the tool' },
            { name: 'input', type: 'string', description: 'its arguments as a JSON object' },
          ],
          template: 'Action: {tool} with Action Input: {input}',
        },
      ],
    },
    task: `${about} The tool check_valid_actions, with the input {}, lists the tools; the tool finish, with {"answer": …}, ends.`,
    actions: 'Every answer uses one tool.',
    form: 'Answer each time in this form:\nThought: what you think\n\nAction: TOOL with Action Input: JSON OBJECT',
  };
}
