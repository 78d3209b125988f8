/**
 * A row of a trajectory file at a glance: all that it says beside the conversation, which is most of its bytes and is read
 * only where someone asks for it. What the row says is checked as ever, and the conversation once it is read. Rows that are
 * not as this program writes them are read at once.
 */
import { AgentgymError } from '../errors.ts';
import { factsOfRow, fromAgentTraj, spokenIn } from './agenttraj.ts';
import { isSound, viewOf } from './json-text.ts';
import { decode, parseJson } from './readers/json.ts';
import type { Facts, Trajectory } from './trajectory.ts';
import { cutTurns, inCharacters, type StoredTurn, turnsOf } from './turns.ts';

/** Of a row in a file it can be used until the next row is asked for, whose bytes take the place of its own. */
export interface Glance {
  readonly facts: Facts;
  /** Whether a turn is marked for training. */
  readonly trainable: boolean;
  /** The conversation as it is stored. Of texts nobody has asked yet whether they are JSON. */
  readonly turns: readonly StoredTurn[];
  /** The same, looked through: what is made of it is whole; undefined where the row has to be read, and may be damaged. */
  readonly sound: readonly StoredTurn[] | undefined;
  /**
   * The row as it was read, the byte behind its turns, which need not be as this program writes them, and its `file:line`;
   * undefined where it is in memory alone.
   */
  readonly stored: { bytes: Buffer; behind: number; at: string } | undefined;
  /** The conversation as one JSON text, and the whole row, looked through; undefined likewise. */
  readonly conversation: string | undefined;
  readonly line: Buffer | undefined;
  /** What the row says beside the conversation, as it is stored: `"item_id":…}`, one character a byte; undefined likewise. */
  readonly about: string | undefined;
  /**
   * With the conversation.
   * @throws AgentgymError E_STORE_CORRUPT where that is damaged.
   */
  readonly trajectory: Trajectory;
}

/** What every row of ours begins with. */
export const BEGINNING = Buffer.from('{"conversations":');
/** What stands behind the turns: a quote within a text is never bare. */
const BEHIND = Buffer.from('],"item_id":');
const TRAINED = Buffer.from('{"from":"gpt","loss":true,');

/**
 * Looks at the bytes of a row. `at` is `file:line`; `read` makes trajectories of rows that are not our own, default: none.
 * @throws AgentgymError E_STORE_CORRUPT, E_STORE_MISMATCH
 */
export function glanceAt(bytes: Buffer, at: string, read: RowReading = readOwn): Glance {
  const end = endOfTurns(bytes);
  const facts = end === -1 ? undefined : factsBehind(bytes, end + 1, at);
  return facts === undefined ? glanceOf(read(readJson(bytes, at), at)) : new RowGlance(facts, bytes, end, at);
}

/** Of the chunk that rows are in. */
let view: DataView | undefined;

class RowGlance implements Glance {
  readonly facts: Facts;
  readonly #bytes: Buffer;
  /** Behind the turns. */
  readonly #end: number;
  readonly #at: string;

  constructor(facts: Facts, bytes: Buffer, end: number, at: string) {
    this.facts = facts;
    this.#bytes = bytes;
    this.#end = end;
    this.#at = at;
  }

  get trainable(): boolean {
    return this.#bytes.includes(TRAINED);
  }

  get turns(): readonly StoredTurn[] {
    return turnsBefore(this.#end, this.#bytes, this.#at);
  }

  get stored(): { bytes: Buffer; behind: number; at: string } {
    return { bytes: this.#bytes, behind: this.#end, at: this.#at };
  }

  get sound(): readonly StoredTurn[] | undefined {
    view = viewOf(this.#bytes, view);
    if (!isSound(this.#bytes, BEGINNING.length, this.#end, view)) return undefined;
    const turns = cutTurns(this.#json);
    return turns?.every(({ more }) => isSpoken(more)) === true ? turns : undefined;
  }

  get conversation(): string | undefined {
    return this.sound === undefined ? undefined : this.#json;
  }

  get #json(): string {
    return this.#bytes.toString('latin1', BEGINNING.length, this.#end);
  }

  get line(): Buffer | undefined {
    return this.sound === undefined ? undefined : this.#bytes;
  }

  get about(): string | undefined {
    const text = this.#bytes.toString('latin1', this.#end + 1);
    return text.endsWith('}') ? text : undefined;
  }

  get trajectory(): Trajectory {
    return readOwn(readJson(this.#bytes, this.#at), this.#at);
  }
}

/** What most turns say beside their text: numbers that are surely finite, and times that have passed. */
const NUMBERS = /^(?:,"(?:reward":-?|seconds":)(?:0|[1-9]\d{0,15})(?:\.\d{1,20})?(?:e-\d{1,2})?)*$/u;

/** Whether a turn may say that. */
function isSpoken(more: string): boolean {
  return NUMBERS.test(more) || (more.startsWith(',') && spokenIn(`{"":0${inCharacters(more)}}`) !== undefined);
}

/** The turns alone. */
export function turnsAt(bytes: Buffer, at: string): readonly StoredTurn[] {
  return turnsBefore(endOfTurns(bytes), bytes, at);
}

function turnsBefore(end: number, bytes: Buffer, at: string): readonly StoredTurn[] {
  return (
    (end === -1 ? undefined : cutTurns(bytes.toString('latin1', BEGINNING.length, end))) ??
    turnsOf(readOwn(readJson(bytes, at), at))
  );
}

/** The byte behind the turns of a row of ours; -1 where it is none. */
export function endOfTurns(bytes: Buffer): number {
  for (let i = 0; i < BEGINNING.length; i++) if (bytes[i] !== BEGINNING[i]) return -1;
  return bytes.lastIndexOf(BEHIND) + 1 || -1;
}

/** Of a trajectory that is in memory. */
export function glanceOf(trajectory: Trajectory): Glance {
  const { messages, ...facts } = trajectory;
  return {
    facts,
    trainable: messages.some(({ role, loss }) => role === 'assistant' && loss),
    get turns() {
      return turnsOf(trajectory);
    },
    get sound() {
      return turnsOf(trajectory);
    },
    stored: undefined,
    conversation: undefined,
    line: undefined,
    about: undefined,
    trajectory,
  };
}

/** Undefined where reading the whole row will say what is wrong. */
function factsBehind(bytes: Buffer, start: number, at: string): Facts | undefined {
  try {
    return factsOfRow(parseJson(`{${decode(bytes.subarray(start), at)}`, at));
  } catch (error) {
    if (error instanceof AgentgymError) return undefined;
    throw error;
  }
}

/** Makes a trajectory of a row that is read as a whole. */
type RowReading = (row: unknown, at: string) => Trajectory;

function readOwn(row: unknown, at: string): Trajectory {
  return fromAgentTraj(row, { at, sample: 0 });
}

function readJson(bytes: Buffer, at: string): unknown {
  return parseJson(decode(bytes, at), at);
}
