/**
 * Continuous batching in one thread: turns of many conversations are prefilled as they come and decoded together, one
 * token each a step. A conversation holds one slot of the cache from its first turn until it is released; turns of
 * conversations without a slot wait for one, in order of arrival.
 *
 * The tokens of a turn depend on its own conversation, options and seed alone, bit for bit: not on what shares its
 * batch, on its slot, or on timing. Prompts are therefore cut into pieces by rules that see only the conversation: the
 * shared beginning (`TurnRequest.shared`) is a piece of its own, computed once and copied wherever it comes again.
 */
import { InterruptedError } from '../../errors.ts';
import { type Random, random } from '../../seeds.ts';
import type { DecodeRow, Decoder, Distribution } from './decoder.ts';
import { PrefixStore } from './prefixes.ts';
import { bannedMask, type SamplingOptions, sample, sharpnessOf } from './sampling.ts';

export interface TurnOptions extends SamplingOptions {
  /** Most tokens to sample. */
  maxTokens: number;
  seed: number;
  /** The turn ends once its text contains one of these. */
  stop?: readonly string[] | undefined;
}

export interface TurnRequest {
  conversation: number;
  /** Tokens that follow everything the conversation has seen and sampled so far (`restart`: its whole history). */
  ids: readonly number[];
  /** Forget what the conversation holds and start with `ids`. A first turn needs no restart. */
  restart?: boolean | undefined;
  /** How many of a first turn's (or restart's) `ids` also begin other conversations, e.g. the instructions. */
  shared?: number | undefined;
  options: TurnOptions;
}

export interface TurnResult {
  /** The sampled tokens, an ending token included. */
  ids: number[];
  /** Of each sampled token under the model itself (temperature 1, nothing cut off), in nats. */
  logprobs: number[];
  /** `context`: no room was left; what was sampled until then is in `ids`. */
  finish: 'stop' | 'length' | 'context';
  /** Tokens of the prompt that the conversation's earlier turns had left in the cache. */
  cached: number;
}

export interface EngineOptions {
  vocabSize: number;
  /** Conversations held at once. */
  slots: number;
  /** Most tokens of a conversation. */
  context: number;
  /** Tokens that end a turn. */
  endIds: readonly number[];
  /** Tokens that are never sampled. */
  bannedIds: readonly number[];
  /** Needed for stop strings. */
  decode?: ((ids: readonly number[]) => string) | undefined;
}

interface Conversation {
  slot: number;
  /** Positions in the cache. */
  length: number;
  /** The token sampled last, which is not in the cache yet. */
  pending: number | undefined;
}

interface Turn {
  request: TurnRequest;
  result: TurnResult;
  stream: Random;
  cancelled: boolean;
  resolve(result: TurnResult): void;
  reject(error: unknown): void;
}

export class Engine {
  private readonly decoder: Decoder;
  private readonly options: EngineOptions;
  private readonly endIds: ReadonlySet<number>;
  private readonly banned: Uint8Array;
  private readonly prefixes = new PrefixStore();
  private readonly freeSlots: number[];
  private readonly conversations = new Map<number, Conversation>();
  private queue: Turn[] = [];
  /** Turns being decoded, by slot. */
  private readonly active: (Turn | undefined)[];
  /** Conversations by slot, for the rows of slots that idle. */
  private readonly bySlot: (Conversation | undefined)[];
  private running = false;
  private finished: Promise<void> = Promise.resolve();

  constructor(decoder: Decoder, options: EngineOptions) {
    this.decoder = decoder;
    this.options = options;
    this.endIds = new Set(options.endIds);
    this.banned = bannedMask(options.vocabSize, options.bannedIds);
    this.freeSlots = Array.from({ length: options.slots }, (_, slot) => slot);
    this.active = this.freeSlots.map(() => undefined);
    this.bySlot = this.freeSlots.map(() => undefined);
  }

  /** Answers one turn; one turn of a conversation at a time. Rejects with `InterruptedError` once it is cancelled. */
  submit(request: TurnRequest): Promise<TurnResult> {
    return new Promise((resolve, reject) => {
      const result: TurnResult = { ids: [], logprobs: [], finish: 'length', cached: 0 };
      const stream = random(request.options.seed);
      this.queue.push({ request, result, stream, cancelled: false, resolve, reject });
      void this.work();
    });
  }

  /** Ends a conversation's turn, queued or running. The next turn of the conversation has to be a restart. */
  cancel(conversation: number): void {
    for (const turn of [...this.queue, ...this.active]) {
      if (turn?.request.conversation === conversation) turn.cancelled = true;
    }
  }

  /** Cancels what the conversation does and frees its slot. Unknown conversations are ignored. */
  release(conversation: number): void {
    this.cancel(conversation);
    const held = this.conversations.get(conversation);
    if (held === undefined) return;
    this.conversations.delete(conversation);
    this.bySlot[held.slot] = undefined;
    // Kept sorted, so that the lowest slot goes first and decodes need few rows.
    this.freeSlots.push(held.slot);
    this.freeSlots.sort((x, y) => x - y);
    void this.work();
  }

  /** Cancels all turns and frees the model once the step at hand is over. Nothing can be submitted afterwards. */
  async close(): Promise<void> {
    for (const turn of [...this.queue, ...this.active]) if (turn !== undefined) turn.cancelled = true;
    await this.work();
    await this.decoder.close();
  }

  /** Works until there is nothing left to do; one loop serves all callers. */
  private work(): Promise<void> {
    if (!this.running) this.finished = this.loop();
    return this.finished;
  }

  private async loop(): Promise<void> {
    this.running = true;
    try {
      for (;;) {
        this.dropCancelled();
        const turn = this.nextTurn();
        if (turn !== undefined) await this.begin(turn);
        else if (this.active.some((one) => one !== undefined)) await this.step();
        else break;
      }
    } finally {
      this.running = false;
    }
  }

  private dropCancelled(): void {
    for (const turn of [...this.queue, ...this.active]) {
      if (turn?.cancelled) this.settle(turn, () => turn.reject(new InterruptedError()));
    }
  }

  /** Takes the first queued turn whose conversation has a slot, or can have one now. */
  private nextTurn(): Turn | undefined {
    const index = this.queue.findIndex(
      ({ request }) => this.freeSlots.length > 0 || this.conversations.has(request.conversation),
    );
    return index < 0 ? undefined : this.queue.splice(index, 1)[0];
  }

  private conversationOf(id: number): Conversation {
    const known = this.conversations.get(id);
    if (known !== undefined) return known;
    const made = { slot: this.freeSlots.shift() as number, length: 0, pending: undefined };
    this.conversations.set(id, made);
    this.bySlot[made.slot] = made;
    return made;
  }

  /** Prefills a turn's new tokens and samples its first one. */
  private async begin(turn: Turn): Promise<void> {
    const { request, result } = turn;
    const conversation = this.conversationOf(request.conversation);
    if (request.restart) Object.assign(conversation, { length: 0, pending: undefined });
    result.cached = conversation.length;
    const ids = conversation.pending === undefined ? request.ids : [conversation.pending, ...request.ids];
    if (conversation.length + ids.length > this.options.context) {
      result.finish = 'context';
      turn.resolve(result);
      return;
    }
    this.active[conversation.slot] = turn;
    try {
      if (ids.length === 0) throw new Error('A turn needs at least one token.');
      const fresh = conversation.length === 0 && conversation.pending === undefined;
      const head = fresh ? Math.min(request.shared ?? 0, ids.length - 1) : 0;
      if (head > 0) await this.prefillShared(conversation, ids.slice(0, head));
      const sharpness = sharpnessOf(request.options.temperature);
      const start = conversation.length;
      const row = await this.decoder.prefill(conversation.slot, { ids: ids.slice(head), start, sharpness });
      if (turn.cancelled) return;
      conversation.length = start + ids.length - head;
      this.take(turn, conversation, row);
    } catch (error) {
      this.settle(turn, () => turn.reject(error));
    }
  }

  private async prefillShared(conversation: Conversation, ids: readonly number[]): Promise<void> {
    const known = this.prefixes.get(ids);
    if (known === undefined) {
      await this.decoder.prefill(conversation.slot, { ids, start: 0, sharpness: 1 });
      this.prefixes.add(ids, this.decoder.cache.save(conversation.slot, ids.length));
    } else {
      this.decoder.cache.restore(conversation.slot, known);
    }
    conversation.length = ids.length;
  }

  /** Decodes one token for every active turn. */
  private async step(): Promise<void> {
    const highest = this.active.findLastIndex((turn) => turn !== undefined);
    const last = this.options.context - 1;
    const rows = Array.from({ length: this.decoder.rowsFor(highest) }, (_, slot): DecodeRow => {
      const turn = this.active[slot];
      const conversation = this.bySlot[slot];
      // An idle row writes where its conversation's next token will overwrite it.
      const position = Math.min(conversation?.length ?? 0, last);
      if (turn === undefined) return { id: 0, position, sharpness: 1 };
      return { id: conversation?.pending ?? 0, position, sharpness: sharpnessOf(turn.request.options.temperature) };
    });
    const stepped = this.active.map((turn, slot) => ({ turn, conversation: this.bySlot[slot] }));
    try {
      const distributions = await this.decoder.decode(rows);
      stepped.forEach(({ turn, conversation }, slot) => {
        // A conversation released while the step ran has nothing to take.
        if (turn === undefined || conversation === undefined || turn.cancelled) return;
        conversation.length += 1;
        this.take(turn, conversation, distributions[slot] as Distribution);
      });
    } catch (error) {
      for (const { turn } of stepped) if (turn !== undefined) this.settle(turn, () => turn.reject(error));
    }
  }

  /** Samples a turn's next token from the distribution after the conversation's last, and ends the turn if it is over. */
  private take(turn: Turn, conversation: Conversation, row: Distribution): void {
    const { options } = turn.request;
    const id = sample(row, options, { stream: turn.stream, banned: this.banned });
    if (id < 0) throw new Error('The model gives no token a probability (its weights may not be numbers).');
    conversation.pending = id;
    turn.result.ids.push(id);
    turn.result.logprobs.push(row.logProbabilities[id] as number);
    const finish = this.finishOf(turn, conversation);
    if (finish === undefined) return;
    turn.result.finish = finish;
    this.settle(turn, () => turn.resolve(turn.result));
  }

  private finishOf({ request, result }: Turn, conversation: Conversation): TurnResult['finish'] | undefined {
    const { maxTokens, stop } = request.options;
    if (this.endIds.has(result.ids.at(-1) as number)) return 'stop';
    if (stop !== undefined && stop.length > 0) {
      const text = this.options.decode?.(result.ids) ?? '';
      if (stop.some((ending) => text.includes(ending))) return 'stop';
    }
    if (result.ids.length >= maxTokens) return 'length';
    return conversation.length >= this.options.context ? 'context' : undefined;
  }

  /** Takes a turn out of the engine, then tells its caller. */
  private settle(turn: Turn, tell: () => void): void {
    this.queue = this.queue.filter((one) => one !== turn);
    const slot = this.active.indexOf(turn);
    if (slot >= 0) this.active[slot] = undefined;
    tell();
  }
}
