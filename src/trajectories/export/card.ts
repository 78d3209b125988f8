/**
 * The data set card: Markdown with the front matter that the Hugging Face Hub reads. Says counts, policies, seeds,
 * licences and the command; never a path of this machine. Writes no file.
 */
import { stringify } from 'yaml';
import { FORMATS, type FormatName, type Part } from '../formats/catalog.ts';
import { OUTCOMES } from '../trajectory.ts';
import { licenceOf } from './licences.ts';
import type { RunFacts } from './run-facts.ts';
import type { Counts, Line } from './tally.ts';

export interface CardRequest {
  format: FormatName;
  part: Part;
  counts: Counts;
  /** Undefined of a file by itself. */
  run: RunFacts | undefined;
  /** Name of the data file, beside the card. */
  file: string;
  /** Command line that makes the same again. */
  command: string;
  version: string;
  /** Licence of the whole; undefined: what follows from the environments. */
  licence: string | undefined;
}

const PARTS: Readonly<Record<Part, string>> = {
  trajectories: 'trajectories',
  examples: 'weighted examples that a model was trained on',
  demonstrations: 'demonstrations',
  dev: 'trajectories of evaluations on dev tasks',
  final: "trajectories of a run's final report",
};

/** Splits of tasks are the Hub's splits only where all rows are of one. */
const SPLITS: Readonly<Record<string, string>> = { train: 'train', dev: 'validation', eval: 'test' };

export function cardOf(request: CardRequest): string {
  const { counts, run, format, part, command, version } = request;
  const of = run?.name === undefined ? '' : ` of the run \`${run.name}\``;
  const what = format === 'dpo' ? 'preference pairs from' : '';
  return [
    `---\n${stringify(frontMatter(request)).trimEnd()}\n---`,
    `# ${titleOf(request)}`,
    `${counts.rows} rows in the format \`${format}\`: ${[what, PARTS[part]].join(' ').trim()}${of}, made with agentgym ${version}.`,
    `## How it was made\n\n\`\`\`sh\n${command}\n\`\`\`${run?.seed === undefined ? '' : `\n\nThe run's seed is ${run.seed}; each rollout's own is in its row, where the format has a place for it.`}`,
    `## Counts\n\n${tableOf(counts.lines, format)}`,
    `## What is not in it\n\n${absentIn(counts, format)}`,
    policiesOf(counts),
    `## Licences\n\n${licencesOf(request)}`,
  ]
    .filter((section) => section !== '')
    .join('\n\n')
    .concat('\n');
}

/** Whether a text is such a card, and so may be replaced by another one. */
export function isCard(text: string): boolean {
  const front = /^---\n([\s\S]*?)\n---\n/u.exec(text)?.[1] ?? '';
  return front.includes('\n  - agentgym\n');
}

function frontMatter(request: CardRequest): Record<string, unknown> {
  const { counts, file, format } = request;
  const [only] = counts.splits.length === 1 ? counts.splits : [];
  const environments = environmentsOf(counts);
  return {
    pretty_name: titleOf(request),
    license: request.licence ?? impliedLicence(request),
    language: ['en'],
    task_categories: ['text-generation'],
    tags: ['agentgym', 'agentevol', 'agents', format === 'dpo' ? 'preference' : 'trajectories', ...environments],
    size_categories: [sizeOf(counts.rows)],
    configs: [{ config_name: 'default', data_files: [{ split: SPLITS[only ?? ''] ?? 'train', path: file }] }],
  };
}

function titleOf({ run, counts, part, format }: CardRequest): string {
  return `${run?.name ?? environmentsOf(counts).join(', ')}: ${format === 'dpo' ? 'preference pairs' : part}`;
}

/** The classes that the Hub knows. */
function sizeOf(rows: number): string {
  const classes = ['1K', '10K', '100K', '1M', '10M', '100M'];
  const most = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
  const index = most.findIndex((bound) => rows < bound);
  if (index === -1) return 'n>100M';
  return index === 0 ? 'n<1K' : `${classes[index - 1]}<n<${classes[index]}`;
}

function tableOf(lines: readonly Line[], format: FormatName): string {
  const outcomes = OUTCOMES.filter((outcome) => lines.some((line) => line.outcomes[outcome] > 0));
  const known = outcomes.length > 0;
  const rowsName = format === 'dpo' ? 'pairs' : 'rows';
  const head = [
    'environment',
    'of',
    rowsName,
    ...outcomes,
    ...(known ? ['success rate', 'mean reward', 'mean rounds'] : []),
  ];
  const rows = lines.map((line) => [
    line.environment,
    line.origin === '' ? '–' : line.origin,
    String(line.rows),
    ...outcomes.map((outcome) => String(line.outcomes[outcome])),
    ...(known ? [rateOf(line), decimal(line.reward), decimal(line.rounds)] : []),
  ]);
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return format === 'dpo' ? `${table}\n\nOutcomes are of the trajectories that pairs were sought among.` : table;
}

/** Successes among the rollouts that count. */
function rateOf({ outcomes: { success, failure, truncated } }: Line): string {
  const all = success + failure + truncated;
  return all === 0 ? '–' : decimal(success / all);
}

function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** Sentences for what was left out, and what the format has no place for. */
export function absences({ filtered, excluded, rounded }: Counts, format: FormatName): string[] {
  const sentences: string[] = [];
  const say = (count: number | undefined, text: string): void => {
    if (count !== undefined && count > 0) sentences.push(`${count} ${text}`);
  };
  for (const [filter, count] of Object.entries(filtered)) {
    say(
      count,
      filter === 'unknown' ? 'whose trajectory is not at hand, so that no filter knows' : `by the filter on ${filter}`,
    );
  }
  say(excluded.error, 'that ended in an error of an environment or policy');
  say(excluded.untrainable, 'without an answer to learn from');
  say(excluded.torn, 'torn at the end of a file');
  say(excluded.unpaired, 'failures that part from no success by an answer');
  say(excluded.duplicate, 'failures that make the same pair as another');
  const rounding = format === 'openai' ? 'written as 0 or 1' : 'not written';
  say(rounded, `messages have a weight other than 0 and 1, which is ${rounding}`);
  return sentences;
}

function absentIn(counts: Counts, format: FormatName): string {
  const list = absences(counts, format).map((sentence) => `- ${sentence}`);
  return [
    `${counts.read} were read.`,
    ...(list.length > 0 ? [list.join('\n')] : []),
    `The format leaves out: ${FORMATS[format].omits}`,
  ].join('\n\n');
}

function policiesOf({ policies }: Counts): string {
  if (policies.length === 0) return '';
  const list = policies.map((policy) => `\`${policy}\``).join(', ');
  return `## Policies\n\n${list}\n\nHexadecimal names are digests of checkpoints; \`expert\` is the environment's scripted expert.`;
}

function licencesOf({ counts, run }: CardRequest): string {
  const list = environmentsOf(counts).map((name) => `- ${name}: ${licenceOf(name, kindOf(name, run)).text}`);
  return `${list.join('\n')}\n- answers: generated by the policies above; a base model's licence may apply to them.`;
}

/** MIT where every environment is a built-in one; anything else is for people to say. */
function impliedLicence({ counts, run }: CardRequest): string {
  const known = environmentsOf(counts).every((name) => licenceOf(name, kindOf(name, run)).id === 'mit');
  return known ? 'mit' : 'other';
}

function kindOf(name: string, run: RunFacts | undefined): string | undefined {
  const environment = run?.environments.find((one) => one.name === name);
  return environment === undefined ? undefined : (environment.kind ?? environment.name);
}

function environmentsOf({ lines }: Counts): string[] {
  return [...new Set(lines.map(({ environment }) => environment))].toSorted();
}
