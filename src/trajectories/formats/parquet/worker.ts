/** The thread on which the column `messages` is made (thread.ts). Ends with what went wrong, if anything does. */
import { parentPort } from 'node:worker_threads';
import { AgentgymError } from '../../../errors.ts';
import { failureOf } from '../../../failure.ts';
import type { EntryMessage } from '../entry.ts';
import { createMessageColumns } from './messages.ts';
import { BRACKET, type Reply, type Request, type Rows } from './protocol.ts';

const columns = createMessageColumns();

function reply(message: Reply, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

function addAll({ bytes, ends, behind, at }: Rows): void {
  let start = 0;
  for (const [i, end] of ends.entries()) {
    const row = Buffer.from(bytes, start, end - start);
    if (row[0] === BRACKET) columns.addMessages(JSON.parse(row.toString()) as EntryMessage[]);
    else columns.addRow(row, behind[i] as number, at[i] as string);
    start = end;
  }
}

parentPort?.on('message', (request: Request) => {
  try {
    if (request.type === 'take') reply({ type: 'chunks', chunks: columns.take(request.rows) });
    else {
      addAll(request);
      reply({ type: 'done', bytes: request.bytes }, [request.bytes]);
    }
  } catch (error) {
    // A bug of ours ends the thread, and comes out on the other side with its stack.
    if (!(error instanceof AgentgymError)) throw error;
    reply({ type: 'failed', failure: failureOf(error) });
    parentPort?.close();
  }
});
