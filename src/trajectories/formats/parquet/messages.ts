/**
 * The column `messages` of a Parquet file, a list of structs. Conversations of stored rows are taken from the bytes that they
 * stand in: what is repeated is known again, and not read.
 */
import type { Spoken } from '../../agenttraj.ts';
import { BEGINNING, glanceAt } from '../../glance.ts';
import { jsonTextOf } from '../../json-text.ts';
import type { Chunk, Column } from '../../parquet/column.ts';
import { createColumns } from '../../parquet/columns.ts';
import { Levels } from '../../parquet/levels.ts';
import type { Field } from '../../parquet/schema.ts';
import { createTexts } from '../../parquet/texts.ts';
import { TurnPlaces } from '../../turn-places.ts';
import type { Opening } from '../../turns.ts';
import { type EntryMessage, entryOfRow } from '../entry.ts';

const CALL = [
  { name: 'name', kind: 'string' },
  { name: 'arguments', kind: 'string' },
] as const;
export const MESSAGES_FIELD: Field = {
  name: 'messages',
  list: [
    { name: 'role', kind: 'string' },
    { name: 'content', kind: 'string' },
    { name: 'loss', kind: 'boolean' },
    { name: 'weight', kind: 'double' },
    { name: 'reward', kind: 'double' },
    { name: 'reasoning', kind: 'string' },
    { name: 'tool_calls', list: CALL },
    { name: 'token_ids', list: 'int32' },
    { name: 'logprobs', list: 'double' },
    { name: 'seconds', kind: 'double' },
  ],
};

/** Definitions: of a row without messages, of what a message does not say, of an empty list, of what every message says. */
const [NO_MESSAGE, NO_FIELD, NO_ELEMENT, SAID] = [1, 3, 4, 4];
/** Repetitions: of a row's first message, of the others, of what goes on within a message. */
const [ROW, MESSAGE, ELEMENT] = [0, 1, 2];

/** Columns of conversations, row by row. */
export interface MessageColumns {
  /**
   * Of a stored row, whose turns end at the byte `behind`.
   * @throws AgentgymError E_STORE_CORRUPT where that is damaged; `at` is `file:line`.
   */
  readonly addRow: (bytes: Buffer, behind: number, at: string) => void;
  readonly addMessages: (messages: readonly EntryMessage[]) => void;
  /** The chunks of so many rows, in the order of the fields. */
  readonly take: (rows: number) => Chunk[];
}

export function createMessageColumns(): MessageColumns {
  const { column, take } = createColumns([MESSAGES_FIELD]);
  const turns = new TurnPlaces();
  const texts = createTexts();
  const repetitions = new Levels(MESSAGE);
  const definitions = new Levels(SAID);
  const role = column<string>('messages.role', { repetitions, definitions });
  column('messages.content', { repetitions, definitions }, texts);
  const loss = column<boolean>('messages.loss', { repetitions, definitions });
  const weight = column<number>('messages.weight', { repetitions, definitions });
  const reward = column<number>('messages.reward', { repetitions });
  const reasoning = column<string>('messages.reasoning', { repetitions });
  const seconds = column<number>('messages.seconds', { repetitions });
  const called = column<string>('messages.tool_calls.name');
  const given = column<string>('messages.tool_calls.arguments');
  const tokens = column<number>('messages.token_ids');
  const logprobs = column<number>('messages.logprobs');

  // What every message says shares its levels, which are added once for all (addLevels); the others have their own.
  /** What few messages say: none of so many does. */
  const skipMore = (definition: number, times: number): void => {
    reasoning.skip(definition, times);
    for (const list of [called, given, tokens, logprobs]) {
      addRepetitions(list.repetitions, times);
      list.skip(definition, times);
    }
  };
  const addMore = (
    repetition: number,
    { reasoning: thought, toolCalls, tokenIds, logprobs: chances }: Spoken,
  ): void => {
    addValue(reasoning, thought);
    addList(
      called,
      repetition,
      toolCalls?.map(({ name }) => name),
    );
    addList(
      given,
      repetition,
      toolCalls?.map((call) => call.arguments),
    );
    addList(tokens, repetition, tokenIds);
    addList(logprobs, repetition, chances);
  };
  const addTurns = (numbers: readonly number[]): void => {
    const { openings, rewards, seconds: took, more } = turns;
    for (let i = 0; i < turns.length; i++) {
      const { role: by, trained } = openings[i] as Opening;
      role.values.add(by);
      texts.add(numbers[i] as number);
      loss.values.add(trained);
      weight.values.add(trained ? 1 : 0);
      addValue(reward, rewards[i]);
      addValue(seconds, took[i]);
    }
    if (!turns.hasMore) skipMore(NO_FIELD, turns.length);
    else for (let i = 0; i < turns.length; i++) addMore(i === 0 ? ROW : MESSAGE, more[i] ?? {});
  };
  const addMessage = (message: EntryMessage, i: number): void => {
    role.values.add(message.role);
    const { bytes, start, end, hash } = jsonTextOf(message.content);
    texts.lookIn(bytes);
    // What is in memory is JSON that can be written.
    texts.add(texts.numberOf(start, end, hash) as number);
    loss.values.add(message.loss);
    weight.values.add(message.weight);
    addValue(reward, message.reward);
    addValue(seconds, message.seconds);
    addMore(i === 0 ? ROW : MESSAGE, message);
  };
  /** The numbers of a stored row's texts; undefined where it is not as this program writes it. */
  const numbersIn = (bytes: Buffer, behind: number): number[] | undefined => {
    if (!turns.read(bytes, BEGINNING.length, behind)) return undefined;
    const { starts, ends, hashes } = turns;
    const numbers: number[] = [];
    texts.lookIn(bytes);
    for (let i = 0; i < turns.length; i++) {
      const number = texts.numberOf(starts[i] as number, ends[i] as number, hashes[i] as number);
      if (number === undefined) return undefined;
      numbers.push(number);
    }
    return numbers;
  };
  /** The levels that a row's messages have in common. */
  const addLevels = (count: number): void => {
    addRepetitions(repetitions, Math.max(count, 1));
    definitions.repeat(count === 0 ? NO_MESSAGE : SAID, Math.max(count, 1));
    if (count > 0) return;
    reward.skip(NO_MESSAGE);
    seconds.skip(NO_MESSAGE);
    skipMore(NO_MESSAGE, 1);
  };
  const addMessages = (messages: readonly EntryMessage[]): void => {
    messages.forEach(addMessage);
    addLevels(messages.length);
  };
  return {
    addRow: (bytes, behind, at) => {
      const numbers = numbersIn(bytes, behind);
      if (numbers === undefined) {
        addMessages(entryOfRow(glanceAt(bytes, at), {}).messages);
        return;
      }
      if (numbers.length > 0) addTurns(numbers);
      addLevels(numbers.length);
    },
    addMessages,
    take,
  };
}

/** Of the values of a row, one for each message. */
function addRepetitions(repetitions: Levels | undefined, count: number): void {
  repetitions?.push(ROW);
  repetitions?.repeat(MESSAGE, count - 1);
}

/** NaN, which no row holds, is no number. */
function addValue<T>(column: Column<T>, value: T | undefined): void {
  if (value === undefined || Number.isNaN(value)) column.skip(NO_FIELD);
  else column.add(value);
}

function addList<T>(column: Column<T>, repetition: number, values: readonly T[] | undefined): void {
  column.repetitions?.push(repetition);
  if (values === undefined) column.skip(NO_FIELD);
  else if (values.length === 0) column.skip(NO_ELEMENT);
  else {
    column.repetitions?.repeat(ELEMENT, values.length - 1);
    for (const value of values) column.add(value);
  }
}
