/**
 * The generation thread: reads a checkpoint, runs an engine on it, and answers turns. `session.run()` blocks this thread,
 * so that the main thread's timers, progress and HTTP go on. Talked to by src/lm/generation/pool.ts alone.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { InterruptedError } from '../../errors.ts';
import { failureOf } from '../../failure.ts';
import { readModel } from '../checkpoint/checkpoint.ts';
import { guarded, joinExitGuard } from '../onnx/exit-guard.ts';
import { loadChat } from '../tokenizer/chat.ts';
import { Decoder } from './decoder.ts';
import { Engine, type TurnResult } from './engine.ts';
import type { Reply, Request, TurnMessage, WorkerGuard, WorkerOptions } from './protocol.ts';

function reply(message: Reply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(message);
}

async function makeEngine({ directory, slots, context, endIds, bannedIds }: WorkerOptions): Promise<Engine> {
  const [{ architecture, parameters }, chat] = await Promise.all([readModel(directory), loadChat(directory)]);
  const decoder = await Decoder.create(architecture, parameters, { slots, context });
  const decode = (ids: readonly number[]): string => chat.decode(ids);
  return new Engine(decoder, { vocabSize: architecture.vocabSize, slots, context, endIds, bannedIds, decode });
}

function resultMessage(turn: number, { ids, logprobs, finish, cached }: TurnResult): Reply {
  return { type: 'result', turn, ids: Int32Array.from(ids), logprobs: Float32Array.from(logprobs), finish, cached };
}

async function answer(engine: Engine, message: TurnMessage): Promise<void> {
  const { turn } = message;
  try {
    reply(resultMessage(turn, await engine.submit({ ...message, ids: Array.from(message.ids) })));
  } catch (error) {
    if (error instanceof InterruptedError) reply({ type: 'cancelled', turn });
    else reply({ type: 'failed', turn, failure: failureOf(error) });
  }
}

/** Lets the thread end by itself: it must not be terminated within a run, which aborts the process. */
async function close(engine: Engine): Promise<void> {
  await engine.close();
  parentPort?.close();
}

async function main(): Promise<void> {
  let engine: Engine;
  try {
    const options = workerData as WorkerOptions & WorkerGuard;
    joinExitGuard(options.exitGuard);
    engine = await guarded(() => makeEngine(options));
  } catch (error) {
    reply({ type: 'unready', failure: failureOf(error) });
    parentPort?.close();
    return;
  }
  parentPort?.on('message', (message: Request) => {
    if (message.type === 'turn') void answer(engine, message);
    else if (message.type === 'cancel') engine.cancel(message.conversation);
    else if (message.type === 'release') engine.release(message.conversation);
    else void close(engine);
  });
  reply({ type: 'ready' });
}

await main();
