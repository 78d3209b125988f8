/** A line that counts while a command reads or plays many rows: rewritten on a terminal, else said now and then. */
import { cut } from '../report/format.ts';
import { liveBlock } from '../report/terminal/block.ts';
import { type CliContext, mayRewrite } from './context.ts';

/** Redrawn no more often than this, and in plain output said no more often than that (ms). */
const LIVE_EVERY = 100;
const PLAIN_EVERY = 15_000;

export interface LiveCount {
  show: (text: string) => void;
  /** Takes the line away; safe to call twice. */
  end: () => void;
}

/** On standard error: what the command has to say goes to standard output. */
export function liveCount({ stderr, env }: Pick<CliContext, 'stderr' | 'env'>): LiveCount {
  const live = mayRewrite(stderr, env) ? liveBlock(stderr) : undefined;
  let shown = performance.now();
  return {
    show: (text) => {
      const now = performance.now();
      if (now - shown < (live === undefined ? PLAIN_EVERY : LIVE_EVERY)) return;
      shown = now;
      if (live === undefined) stderr.write(`  ${text}\n`);
      else live.draw([cut(text, (stderr.columns ?? 80) - 1)]);
    },
    end: () => live?.clear(),
  };
}
