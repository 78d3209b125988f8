/** Questions on a terminal, with a default each; asked again until the answer will do. */
import { createInterface } from 'node:readline/promises';
import { AgentgymError, InterruptedError } from '../errors.ts';
import type { CliContext } from './context.ts';

/** `read` throws AgentgymError where the answer will not do; an empty answer is the default. */
export type Ask = <T>(question: string, usual: string, read: (answer: string) => T) => Promise<T>;

/** Throws InterruptedError at Ctrl-C, and where the input ends before an answer. */
export async function withQuestions<T>(
  { stdin, stdout, signal }: Pick<CliContext, 'stdin' | 'stdout' | 'signal'>,
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const lines = createInterface({ input: stdin, output: stdout, terminal: stdin.isTTY === true });
  // Answers may come faster than they are asked for (a paste): none is lost.
  const typed: string[] = [];
  let [ended, stopped] = [false, false];
  let wake: (() => void) | undefined;
  const stop = (): void => {
    stopped = true;
    wake?.();
  };
  lines.on('line', (line) => {
    typed.push(line);
    wake?.();
  });
  lines.on('close', () => {
    ended = true;
    wake?.();
  });
  // Ctrl-C in raw mode is a key, and no signal.
  lines.on('SIGINT', stop);
  signal.addEventListener('abort', stop);
  const answer = async (): Promise<string> => {
    for (;;) {
      const line = stopped || signal.aborted ? undefined : typed.shift();
      if (line !== undefined) return line.trim();
      if (stopped || ended || signal.aborted) {
        stdout.write('\n');
        throw new InterruptedError('Nothing is written.');
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const ask: Ask = async (question, usual, read) => {
    for (;;) {
      stdout.write(`${question}\n`);
      lines.setPrompt(`[${usual}] `);
      if (!ended) lines.prompt();
      const given = await answer();
      try {
        return read(given === '' ? usual : given);
      } catch (error) {
        if (!(error instanceof AgentgymError)) throw error;
        stdout.write(`${[error.message, error.hint].filter((text) => text !== undefined).join(' ')}\n`);
      }
    }
  };
  try {
    return await work(ask);
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}
