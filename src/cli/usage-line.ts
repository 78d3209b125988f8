/** What rollouts came to, in one line for people. Says nothing where nothing was paid. */
import type { Metrics } from '../evaluate/metrics.ts';
import type { Spent } from '../explore/budget.ts';

/** `1,234 tokens in (234 cached), 56 out: cost 0.0012`, with a newline; empty where there is no cost. */
export function usageLine(spent: Spent | undefined): string {
  if (spent?.cost === undefined) return '';
  const [prompt, cached, completion] = [spent.prompt, spent.cached, spent.completion].map((n) =>
    n.toLocaleString('en'),
  );
  return `${prompt} tokens in (${cached} cached), ${completion} out: cost ${Number(spent.cost.toPrecision(6))}\n`;
}

/** What the rollouts of an evaluation came to. */
export function paidOf({ total: { tokens, cost } }: Metrics): Spent {
  return { ...tokens, ...(cost === undefined ? {} : { cost }) };
}
