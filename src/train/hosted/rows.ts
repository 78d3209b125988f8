/**
 * Weighted examples → rows of a training file, as services take them: OpenAI's chat format with weights of rows, of turns, or
 * none. What a service cannot take exactly is left to chance, without bias (replication.ts).
 */
import { AgentgymError } from '../../errors.ts';
import { random, seedOf } from '../../seeds.ts';
import type { PreferencePair, WeightedExample, WeightedMessage } from '../contract.ts';
import type { RowWeights } from './profiles.ts';
import { effectiveSampleSize, replicate } from './replication.ts';

export interface RowSettings {
  readonly weights: RowWeights;
  /** Copies of the heaviest row, on average, where weights are left to chance. */
  readonly copies: number;
  readonly seed: number;
}

export interface Rows {
  /** One JSON object each. */
  readonly lines: readonly string[];
  readonly report: RowReport;
}

export interface RowReport {
  /** Rows before any was copied or left out by chance. */
  readonly lessons: number;
  readonly rows: number;
  readonly weights: 'exact' | 'replicated';
  /** (Σw)²/Σw² of the weights, and of the copies that stand for them. */
  readonly effective: { readonly weighed: number; readonly sent: number };
  /** Turns without a loss that the service trains all the same, as it takes no weights of turns. */
  readonly unmasked: number;
}

/** A conversation of which some turns are trained, all with one weight. */
interface Lesson {
  readonly name: string;
  readonly messages: readonly { role: string; content: string; trained: boolean }[];
  readonly weight: number;
}

/** Errors: E_TRAIN_DATA where there is nothing to train on, or a weight is not a number or, unless `row`, negative. */
export function rowsOf(examples: readonly WeightedExample[], { weights, copies, seed }: RowSettings): Rows {
  const lessons = examples.flatMap((example) => lessonsOf(example, weights === 'row'));
  if (lessons.length === 0)
    throw new AgentgymError('E_TRAIN_DATA', 'There is nothing to train on: no turn has a weight.');
  const heavy = lessons.map(({ weight }) => weight);
  const exact = weights === 'row' || new Set(heavy).size === 1;
  const counts = exact ? heavy.map(() => 1) : replicate(heavy, { copies, seed });
  const lines = lessons.flatMap((lesson, i) =>
    Array.from({ length: counts[i] ?? 0 }, () => JSON.stringify(rowOf(lesson, weights))),
  );
  const unmasked =
    weights === 'none' ? lessons.reduce((sum, lesson, i) => sum + (counts[i] ?? 0) * untrained(lesson), 0) : 0;
  return {
    // Copies must not stand side by side where a service does not shuffle.
    lines: random(seedOf('rows', seed)).shuffle(lines),
    report: {
      lessons: lessons.length,
      rows: lines.length,
      weights: exact ? 'exact' : 'replicated',
      effective: { weighed: effectiveSampleSize(heavy), sent: effectiveSampleSize(exact ? heavy : counts) },
      unmasked,
    },
  };
}

/**
 * One lesson for each weight that a turn has, with the turns of that weight: the sum of their losses is the example's. What
 * follows the last trained turn changes nothing, and is left out.
 */
function lessonsOf({ itemId, source, messages }: WeightedExample, negative: boolean): Lesson[] {
  const name = `${itemId} (${source})`;
  for (const { weight } of messages) {
    if (!Number.isFinite(weight)) throw atFault(name, 'has a loss weight that is not a number');
    if (weight < 0 && !negative) throw atFault(name, 'has a negative loss weight, which this service does not take');
  }
  const trained = messages.filter(({ role, weight }) => role === 'assistant' && weight !== 0);
  const levels = [...new Set(trained.map(({ weight }) => weight))];
  return levels.map((weight) => {
    const has = (message: WeightedMessage): boolean => message.role === 'assistant' && message.weight === weight;
    return {
      name,
      weight,
      messages: messages
        .slice(0, messages.findLastIndex(has) + 1)
        .map((message) => ({ role: message.role, content: message.content, trained: has(message) })),
    };
  });
}

function rowOf(lesson: Lesson, weights: RowWeights): object {
  const masks = weights !== 'none' && untrained(lesson) > 0;
  const messages = lesson.messages.map(({ role, content, trained }) =>
    masks && role === 'assistant' ? { role, content, weight: trained ? 1 : 0 } : { role, content },
  );
  return weights === 'row' ? { messages, weight: lesson.weight } : { messages };
}

function untrained({ messages }: Lesson): number {
  return messages.filter(({ role, trained }) => role === 'assistant' && !trained).length;
}

/**
 * Preference pairs as services take them: what both conversations begin with, and the two turns in which they part. Pairs
 * that do not part in a turn of the assistant's say nothing about it, and are left out.
 */
export function pairRowsOf(pairs: readonly PreferencePair[]): { lines: string[]; dropped: number } {
  const lines = pairs.flatMap(({ chosen, rejected }) => {
    const at = chosen.findIndex((message, i) => {
      const other = rejected[i];
      return other === undefined || message.role !== other.role || message.content !== other.content;
    });
    const [preferred, other] = [chosen[at], rejected[at]];
    if (at < 1 || preferred?.role !== 'assistant' || other?.role !== 'assistant') return [];
    const row = {
      input: { messages: chosen.slice(0, at).map(bare) },
      preferred_output: [bare(preferred)],
      non_preferred_output: [bare(other)],
    };
    return [JSON.stringify(row)];
  });
  return { lines, dropped: pairs.length - lines.length };
}

function bare({ role, content }: WeightedMessage): { role: string; content: string } {
  return { role, content };
}

function atFault(name: string, what: string): AgentgymError {
  return new AgentgymError('E_TRAIN_DATA', `Training example ${name} ${what}.`);
}
