// npm run build && npx tsx scripts/kill-runs.ts --count 200 --seed 1
/**
 * Kills small evolve runs with SIGKILL at random moments of every stage, takes from them what a power cut may take, lets
 * them go on, and compares what they come to with a run that nobody disturbed. Ends with 1 at any difference, whose run
 * directory stays.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Campaign, campaign } from './kill-runs/campaign.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    'per-run': { type: 'string', default: '10' },
    config: { type: 'string', default: join(import.meta.dirname, '../test/fixtures/killed.yaml') },
  },
});

/** Kills by the kind of stage that they fell into, in the order of the run. */
function table({ stages, kills }: Campaign): string {
  const kinds = [...new Set(stages.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => {
    const fell = kills.filter((kill) => kill.kind === kind);
    const cut = fell.flatMap((kill) => (kill.cut === undefined ? [] : [kill.cut.file]));
    const journal = cut.filter((file) => file === 'journal.jsonl').length;
    const losses = cut.filter((file) => file.endsWith('losses.jsonl')).length;
    return [kind, fell.length, cut.length - journal - losses, losses, journal];
  });
  const sum = (column: number): number => rows.reduce((total, row) => total + Number(row[column]), 0);
  const all = [
    ['stage', 'kills', 'rows cut', 'losses cut', 'journal cut'],
    ...rows,
    ['all', sum(1), sum(2), sum(3), sum(4)],
  ];
  return all
    .map(([name, ...figures]) => `${String(name).padEnd(16)}${figures.map((one) => String(one).padStart(13)).join('')}`)
    .join('\n');
}

function whole(name: 'count' | 'seed' | 'per-run', least: number): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} takes a whole number from ${least} on.`);
  return value;
}

const root = mkdtempSync(join(tmpdir(), 'agentgym-kills-'));
const began = performance.now();
const done = await campaign({
  config: resolve(values.config),
  root,
  count: whole('count', 1),
  seed: whole('seed', 0),
  perRun: whole('per-run', 1),
  on: (text) => console.log(text),
});
const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.log(`\n${table(done)}\n\n${done.kills.length} kills in ${done.runs} runs, seed ${values.seed}, ${seconds} s.`);
for (const [directory, differences] of done.differences) console.log(`${directory}:\n  ${differences.join('\n  ')}`);
if (done.differences.size === 0) {
  console.log('Every run came to what the undisturbed one came to.');
  rmSync(root, { recursive: true });
} else {
  console.log(`The undisturbed run: ${join(root, 'whole')}`);
  process.exitCode = 1;
}
