/**
 * A ShareGPT row: `{conversations: [{from, value}], system?}`. Senders are those of the format and its usual variants;
 * `observation` is what an environment answers, `function_call` what the assistant says. Also read where it is there:
 * `loss` or `weight` of a turn, and what rows say about themselves (ABOUT).
 */
import { z } from 'zod';
import type { Message } from '../../environments/contract.ts';
import type { TrajectoryMessage } from '../trajectory.ts';
import type { Demonstrated } from './demonstration.ts';
import { ABOUT, type Parsed, parsedBy } from './row.ts';

const SENDERS = {
  system: 'system',
  human: 'user',
  user: 'user',
  observation: 'user',
  gpt: 'assistant',
  assistant: 'assistant',
  chatgpt: 'assistant',
  function_call: 'assistant',
} as const satisfies Record<string, Message['role']>;

const TurnSchema = z.object({
  from: z.enum(['system', 'human', 'user', 'observation', 'gpt', 'assistant', 'chatgpt', 'function_call']),
  value: z.string(),
  weight: z.number().min(0, 'a negative weight says what not to learn').nullish(),
  loss: z.boolean().nullish(),
});

const ShareGptSchema = z.object({
  ...ABOUT,
  system: z.string().nullish(),
  conversations: z
    .array(TurnSchema)
    .min(1)
    .refine(
      (turns) => turns.some(({ from }) => SENDERS[from] === 'assistant'),
      'there is no turn of the assistant (`gpt`)',
    ),
});

export function readShareGpt(row: unknown): Parsed<Demonstrated> {
  return parsedBy(ShareGptSchema, row, ({ conversations, system, item_id, ...about }) => ({
    ...about,
    itemId: item_id,
    messages: [
      ...(system ? [{ role: 'system' as const, content: system, loss: false }] : []),
      ...conversations.map(toMessage),
    ],
  }));
}

function toMessage({ from, value, weight, loss }: z.output<typeof TurnSchema>): TrajectoryMessage {
  const role = SENDERS[from];
  const trained = weight === undefined || weight === null ? loss !== false && loss !== null : weight > 0;
  return { role, content: value, loss: role === 'assistant' && trained };
}
