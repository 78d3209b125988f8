/** What `agentgym export` does: writes the export, says what came of it, and puts it on the Hub where that is asked for. */
import { basename, relative, resolve } from 'node:path';
import { AgentgymError, InterruptedError } from '../../errors.ts';
import { exportTrajectories, type ExportResult } from '../../export.ts';
import { absences } from '../../trajectories/export/card.ts';
import { type Pushed, pushToHub } from '../../trajectories/export/hub.ts';
import type { ExportOptions } from '../commands/export.ts';
import type { CliContext } from '../context.ts';
import { shellWord } from '../shell-word.ts';

export async function runExport(options: ExportOptions, context: CliContext): Promise<void> {
  const { cwd, stdout, stderr, signal } = context;
  const token = tokenFor(options, context);
  const toStream = options.out === '-';
  // Rows on standard output leave no room for anything else there.
  const stream = toStream || options.json ? stderr : stdout;
  const { to, what, env, split, success, minReward } = options;
  try {
    const result = await exportTrajectories({
      from: resolve(cwd, options.source),
      format: to,
      part: what,
      iterations: options.iterations,
      selection: { environments: env, split, success, minReward, errors: options.includeErrors },
      limit: options.limit,
      pairs: options.pairs,
      out: toStream ? stdout : pathOf(options.out, cwd),
      force: options.force,
      command: commandOf(options),
      licence: options.licence,
      signal,
    });
    stream.write(`${summaryOf(result, options, cwd)}\n`);
    const hub = token === undefined ? undefined : await push(result, { options, token, context });
    if (hub !== undefined) stream.write(`${hub.created ? 'Made' : 'Updated'} ${hub.url} (commit ${hub.commit})\n`);
    if (options.json) (toStream ? stderr : stdout).write(`${JSON.stringify(jsonOf(result, options, hub))}\n`);
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    if (signal.aborted) throw new InterruptedError('Interrupted; nothing was written.');
    throw error;
  }
}

/** The token, before any work is done; undefined where nothing is uploaded. */
function tokenFor({ push: asked }: ExportOptions, { env }: CliContext): string | undefined {
  if (asked === undefined) return undefined;
  const token = env['HF_TOKEN']?.trim() ?? '';
  if (token.startsWith('hf_')) return token;
  const what = token === '' ? 'HF_TOKEN is not set' : 'HF_TOKEN is no token of the Hub: those begin with hf_';
  throw new AgentgymError('E_EXPORT_HUB', `${what}; ${asked.name} cannot be written. Nothing was exported.`, {
    hint: 'Make a token with write access in the settings of your account, and set it: export HF_TOKEN=hf_…',
  });
}

async function push(
  { written }: ExportResult,
  { options, token, context }: { options: ExportOptions; token: string; context: CliContext },
): Promise<Pushed | undefined> {
  if (options.push === undefined || written === undefined) return undefined;
  return pushToHub({
    ...options.push,
    data: { name: basename(written.data), file: written.data },
    card: written.text,
    token,
    endpoint: context.env['HF_ENDPOINT']?.trim() || undefined,
    signal: context.signal,
  });
}

/** A slash at the end says that it is a directory. */
function pathOf(out: string, cwd: string): string {
  return `${resolve(cwd, out)}${out.endsWith('/') ? '/' : ''}`;
}

function summaryOf({ counts, written }: ExportResult, { to }: ExportOptions, cwd: string): string {
  const rows = `${counts.rows} ${to === 'dpo' ? 'pairs' : 'rows'}`;
  const where = written === undefined ? '' : ` in ${shown(written.data, cwd)}, card in ${shown(written.card, cwd)}`;
  const left = absences(counts, to).map((sentence) => `\n  ${sentence}`);
  const heading = left.length === 0 ? '' : '\nNot in it:';
  return `${rows} (${to}) from ${counts.read} that were read${where}${heading}${left.join('')}`;
}

function shown(path: string, cwd: string): string {
  return relative(cwd, path) || '.';
}

function jsonOf({ counts, written }: ExportResult, { to, what, out }: ExportOptions, hub: Pushed | undefined) {
  const { lines, ...rest } = counts;
  const name = written === undefined ? undefined : basename(written.data);
  return { format: to, what, out, data: name, ...rest, environments: lines, ...(hub === undefined ? {} : { hub }) };
}

/** The command line, without directories: they are of this machine, and of nobody's interest. */
function commandOf(options: ExportOptions): string {
  const { source, to, out, what, iterations, env, split, success, minReward, limit, pairs, licence } = options;
  const given: (readonly [flag: string, value: string | number | undefined])[] = [
    ['--what', what === 'trajectories' ? undefined : what],
    ['--iteration', iterations?.join(',')],
    ['--env', env?.join(',')],
    ['--split', split],
    ['--min-reward', minReward],
    ['--pairs', pairs === 'turn' ? undefined : pairs],
    ['--limit', limit],
    ['--license', licence],
  ];
  const words = given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, shellWord(String(value))]));
  const switches = [
    ...(success === undefined ? [] : [success ? '--success' : '--no-success']),
    ...(options.includeErrors ? ['--include-errors'] : []),
  ];
  const [from, into] = [source, out].map((path) => shellWord(basename(path)));
  return ['npx agentgym export', from, '--to', to, '--out', into, ...words, ...switches].join(' ');
}
