/** A plan as text for people: a heading and a table or a list for each part of it. */
import pc from 'picocolors';
import type { Need, Plan, PlannedStage } from '../plan.ts';
import { wrapped } from '../report/format.ts';
import { type Column, renderTable, type TableOptions } from './table.ts';

export function planReport(plan: Plan, layout: TableOptions = {}): string {
  const bold = pc.createColors(layout.colour ?? false).bold;
  const width = layout.width ?? 120;
  const lines = (items: readonly string[]): string => items.map((item) => wrapped(`  ${item}`, width, 4)).join('\n');
  const parts: [string, string][] = [
    ['Environments', environments(plan, layout)],
    ['Stages', stages(plan, layout)],
    ['Tokens and cost of the rollouts', lines([...amounts(plan), ...limits(plan), plan.method])],
    ...training(plan).map(([title, items]): [string, string] => [title, lines(items)]),
    ['What has to be there', lines(plan.needs.map(need))],
    ['Notes', lines(plan.notes)],
  ];
  const head =
    plan.purpose === 'evolve'
      ? `A plan of ${plan.name}: nothing is started, asked or written.`
      : `A plan of ${plan.name}, whose policy plays and is not trained: nothing is started, asked or written.`;
  const shown = parts.filter(([, text]) => text !== '');
  return [head, ...shown.map(([title, text]) => `${bold(title)}\n${text}`)].join('\n\n');
}

function environments(plan: Plan, layout: TableOptions): string {
  const columns = [{ title: 'name', cut: true }, { title: 'kind' }, ...['train', 'dev', 'eval', 'rounds'].map(right)];
  const rows = plan.environments.map(({ name, kind, tasks, rounds }) => [
    name,
    kind,
    ...[tasks.train, tasks.dev, tasks.eval].map((count) => (count === null ? '?' : grouped(count))),
    String(rounds),
  ]);
  return renderTable(columns, rows, layout);
}

function stages(plan: Plan, layout: TableOptions): string {
  const titles = ['times', 'rollouts', 'tokens', 'at most', 'steps', 'trained on'];
  const rows = plan.stages.map((stage) => [
    stage.title,
    String(stage.times),
    stage.rollouts === undefined ? '' : stage.rollouts === null ? '?' : grouped(stage.rollouts),
    ...tokensOf(stage),
    stage.steps === undefined ? '' : grouped(stage.steps),
    stage.trainingTokens === undefined ? '' : stage.trainingTokens === null ? '?' : short(stage.trainingTokens),
  ]);
  const { rollouts, tokens, steps, trainingTokens } = plan.totals;
  rows.push([
    'in all',
    '',
    rollouts === null ? '?' : grouped(rollouts),
    ...tokensOf({ tokens }),
    grouped(steps),
    trainingTokens === null ? '?' : short(trainingTokens),
  ]);
  const table = renderTable([{ title: 'stage', cut: true }, ...titles.map(right)], rows, layout);
  const width = layout.width ?? 120;
  const notes = plan.stages.flatMap(({ title, note }) => (note === undefined ? [] : [`  ${title}: ${note}`]));
  return [table, ...notes.map((note) => wrapped(note, width, 4))].join('\n');
}

function tokensOf({ tokens }: Pick<PlannedStage, 'tokens'>): [string, string] {
  if (tokens === undefined) return ['', ''];
  if (tokens === null) return ['?', '?'];
  return [sum(tokens.estimate), tokens.most === null ? '?' : sum(tokens.most)];
}

function amounts({ totals: { tokens, cost } }: Plan): string[] {
  if (tokens === null) return ['tokens: not known; how many tasks there are stands in lists that are not here'];
  const most = tokens.most === null ? 'not known' : said(tokens.most);
  const lines = [`tokens: about ${said(tokens.estimate)}; at most ${most}`];
  if (cost === null) return [...lines, 'cost: no prices in the config (policy.prices)'];
  return [
    ...lines,
    `cost: about ${money(cost.estimate)}; at most ${cost.most === null ? 'not known' : money(cost.most)}, in the currency of policy.prices`,
  ];
}

function limits(plan: Plan): string[] {
  return plan.limits.map(({ name, allowed, verdict }) => {
    const most = typeof allowed === 'number' ? grouped(allowed) : allowed;
    return `limits.${name}: ${most}: ${verdict === 'not known' ? 'a plan does not know the time or the amount' : verdict}`;
  });
}

function training({ training: planned }: Plan): [string, string[]][] {
  if (planned === undefined) return [];
  const { formula, clone, exactness, notes, departures, directory, checkpoint, serving, attestation } = planned;
  const [loss = '', ...letters] = formula;
  return [
    [
      'Loss',
      [
        `minimised: ${loss}`,
        ...letters,
        ...(clone === undefined ? [] : [`cloning: ${clone}`]),
        `weights: ${exactness}`,
        ...notes,
      ],
    ],
    [
      'Checkpoints',
      [
        `trained: ${planned.training}`,
        `kept: ${directory}: ${checkpoint}`,
        `served: ${serving}`,
        `attested: ${attestation}`,
      ],
    ],
    ['Departures from the paper', departures.length === 0 ? ['none'] : departures],
  ];
}

function need({ state, what, detail }: Need): string {
  return `${state.padEnd(8)} ${what}: ${detail}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

/** Three figures: 12,300 is 12.3k. */
function short(count: number): string {
  const [divisor, unit] = count >= 1e9 ? [1e9, 'G'] : count >= 1e6 ? [1e6, 'M'] : count >= 1e3 ? [1e3, 'k'] : [1, ''];
  const rounded = Number((count / divisor).toPrecision(3));
  return `${rounded}${unit}`;
}

function right(title: string): Column {
  return { title, align: 'right' };
}

interface Counted {
  prompt: number;
  completion: number;
}

function sum({ prompt, completion }: Counted): string {
  return short(prompt + completion);
}

function said({ prompt, completion }: Counted): string {
  return `${short(prompt)} in, ${short(completion)} out`;
}

function money(amount: number): string {
  return String(Number(amount.toPrecision(3)));
}
