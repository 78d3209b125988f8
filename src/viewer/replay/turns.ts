/** A stored conversation as turns: what each is, what it said and did, and why it held no action where it held none. */
import { formatOf, type ActionFormat } from '../../environments/action-formats/format.ts';
import type { Trajectory, TrajectoryMessage } from '../../trajectories/trajectory.ts';
import type { TurnView } from '../api.ts';
import type { TokenTexts } from './token-text.ts';

export interface Reading {
  /** The format that the turns were read in; undefined where only its name is known. */
  format: ActionFormat | undefined;
  texts: TokenTexts | undefined;
}

export function turnsOf({ messages }: Pick<Trajectory, 'messages'>, reading: Reading): TurnView[] {
  const first = messages.findIndex(({ role, loss }) => role === 'assistant' && loss);
  const opening = first === -1 ? messages.length : first;
  let round = 0;
  let corrected = false;
  return messages.map((message, i): TurnView => {
    const { role, content, seconds } = message;
    const took = seconds === undefined ? {} : { seconds };
    if (role === 'assistant' && i >= opening) {
      round += 1;
      const said = saidOf(message, messages[i + 1]?.content, reading.format);
      corrected = said.parseError !== undefined;
      return { role, kind: 'turn', round, content, ...said, ...detailsOf(message, reading.texts), ...took };
    }
    // The last message before the first turn holds the first observation, behind the instructions or alone.
    const kind = i < opening - 1 || role === 'assistant' ? 'instructions' : corrected ? 'correction' : 'observation';
    return { role, kind, round, content, ...took };
  });
}

/** Read in place of a format that is not known; it is believed where what followed bears it out. */
const PLAIN = formatOf({ name: 'any' }, 'react');

/** What a turn says. It held no action where the policy was told so, or reading it again finds none. */
function saidOf(
  { content }: TrajectoryMessage,
  answer: string | undefined,
  format: ActionFormat | undefined,
): Pick<TurnView, 'thought' | 'action' | 'parseError'> {
  const turn = readBy(format ?? PLAIN, content);
  if (turn === undefined) return {};
  if (!('error' in turn)) return { thought: turn.thought, action: turn.action };
  return format !== undefined || turn.error === answer ? { parseError: turn.error } : {};
}

/** A custom environment's way of reading may fail. */
function readBy(format: ActionFormat, content: string): ReturnType<ActionFormat['read']> | undefined {
  try {
    return format.read(content);
  } catch {
    return undefined;
  }
}

function detailsOf(message: TrajectoryMessage, texts: TokenTexts | undefined): Partial<TurnView> {
  const { content, reward, reasoning, toolCalls, tokenIds, logprobs } = message;
  const pieces = tokenIds === undefined ? undefined : texts?.of(tokenIds, content);
  const mean = logprobs === undefined || logprobs.length === 0 ? undefined : sum(logprobs) / logprobs.length;
  return {
    ...(reward === undefined ? {} : { reward }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(toolCalls === undefined ? {} : { toolCalls: [...toolCalls] }),
    ...(tokenIds === undefined ? {} : { tokenCount: tokenIds.length }),
    ...(mean === undefined ? {} : { logprob: mean }),
    ...(pieces === undefined ? {} : { tokens: pieces.map((text, i) => ({ text, logprob: logprobs?.[i] ?? null })) }),
  };
}

function sum(list: readonly number[]): number {
  return list.reduce((total, one) => total + one, 0);
}
