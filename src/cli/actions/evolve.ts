/** What `agentgym evolve` does: loads the config, runs the loop, shows progress, and says what came of it. */
import { join, relative, resolve } from 'node:path';
import { loadConfig, type LoadedConfig } from '../../config/load.ts';
import { AgentgymError, InterruptedError } from '../../errors.ts';
import { LimitReached, raised, type Reached } from '../../explore/budget.ts';
import { configOfRun, evolve, type EvolveResult } from '../../evolve.ts';
import { eventLines } from '../../report/event-lines.ts';
import { runLog } from '../../report/log.ts';
import { requireContained } from '../../runs/contained.ts';
import { runDirectory } from '../../runs/directory.ts';
import type { EvolveOptions } from '../commands/evolve.ts';
import type { CliContext } from '../context.ts';
import { readingAlong } from '../reading-along.ts';
import { runEnd } from '../run-end.ts';
import { shellWord } from '../shell-word.ts';

export async function runEvolve(options: EvolveOptions, context: CliContext): Promise<void> {
  const { config, directory, located } = await subjectOf(options, context);
  // With --json, standard output is the machine's: people read along on standard error.
  const { stream, layout, reporter } = readingAlong(
    options.json ? (options.events ? 'lines' : 'last') : undefined,
    context,
  );
  const lines = options.events ? eventLines((line) => void context.stdout.write(line)) : undefined;
  const log = runLog(runDirectory(directory).log);
  context.log = runDirectory(directory).log;
  const shown = relative(context.cwd, directory) || '.';
  try {
    const result = await evolve({
      config,
      directory,
      signal: context.signal,
      on: (event) => {
        log.on(event);
        lines?.on(event);
        reporter.on(event.type === 'run-started' ? { ...event, directory: shown } : event);
        if (event.type !== 'run-finished') return;
        reporter.stop();
        if (options.json && event.summary.status !== 'completed') sayJson(event.summary, context);
      },
    });
    stream.write(runEnd(result, config, { ...layout, shown }));
    if (options.json) sayJson(result.summary, context);
    if (options.requirePromotion) requirePromotion(result);
  } catch (error) {
    if (error instanceof LimitReached) throw new LimitReached(error.reached, resumption(shown, error.reached));
    if (!(error instanceof InterruptedError || context.signal.aborted)) throw located(error);
    throw new InterruptedError(
      `Interrupted; everything finished is kept. Go on with:\n  npx agentgym evolve --resume ${shellWord(shown)}`,
    );
  } finally {
    reporter.stop();
    log.close();
  }
}

/** The run is complete all the same: only the exit code says that it came to nothing. */
function requirePromotion({ evolution }: EvolveResult): void {
  if (evolution.promoted.iteration > 0) return;
  throw new AgentgymError('E_RUN_PROMOTION', 'No candidate was promoted: the cloned agent is the incumbent.', {
    hint: evolution.iterations.at(-1)?.reason ?? 'The config has no iterations.',
  });
}

/** The command that goes on with twice as much. */
function resumption(shown: string, reached: Reached): string {
  return `Everything finished is kept. Go on with: npx agentgym evolve --resume ${shellWord(shown)} --set ${raised(reached)}`;
}

function sayJson(summary: EvolveResult['summary'], { stdout }: CliContext): void {
  stdout.write(`${JSON.stringify(summary)}\n`);
}

interface EvolveSubject extends Pick<LoadedConfig, 'config' | 'located'> {
  directory: string;
}

async function subjectOf(options: EvolveOptions, { cwd }: CliContext): Promise<EvolveSubject> {
  if (options.resume !== undefined) {
    const directory = resolve(cwd, options.resume);
    const config = await configOfRun(directory, options.set);
    return { config, directory, located: (error) => error };
  }
  const { config: file, set, seed, runDir } = options;
  const { config, located } = await loadConfig(file, { set: [...set], cwd, ...(seed === undefined ? {} : { seed }) });
  const stamp = new Date().toISOString().replaceAll(/[-:]/gu, '').slice(0, 15);
  const directory = resolve(cwd, runDir ?? join('runs', `${config.name}-${stamp}Z`));
  // Before the log is opened in it.
  await requireContained(directory);
  return { config, directory, located };
}
