/** What `agentgym evolve` does: loads the config, runs the loop, shows progress, and says what came of it. */
import { join, relative, resolve } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { InterruptedError } from '../../errors.ts';
import { configOfRun, evolve } from '../../evolve.ts';
import { runLog } from '../../report/log.ts';
import { progressReporter } from '../../report/progress.ts';
import { runDirectory } from '../../runs/directory.ts';
import type { EvolveOptions } from '../commands/evolve.ts';
import { type CliContext, mayColour, widthOf } from '../context.ts';
import { runTable } from '../run-table.ts';

export async function runEvolve(options: EvolveOptions, context: CliContext): Promise<void> {
  const { config, directory } = await subjectOf(options, context);
  // With --json, standard output is the machine's: people read along on standard error.
  const stream = options.json ? context.stderr : context.stdout;
  const reporter = progressReporter({ stream, colour: mayColour(stream, context.env) });
  const log = await runLog(runDirectory(directory).log);
  const shown = relative(context.cwd, directory) || '.';
  try {
    const { summary } = await evolve({
      config,
      directory,
      signal: context.signal,
      on: (event) => {
        log.on(event);
        reporter.on(event.type === 'run-started' ? { ...event, directory: shown } : event);
      },
    });
    const table = runTable(summary, { width: widthOf(stream), colour: mayColour(stream, context.env) });
    const checkpoint = join(shown, 'checkpoints', summary.promoted?.checkpoint ?? '');
    const names = config.environments.map(({ name }) => name).join(',');
    stream.write(
      `\n${table}\n\nThe promoted checkpoint: ${checkpoint}\nNext:\n` +
        `  npx agentgym eval --run ${shown}\n` +
        `  npx agentgym collect-trajectories --config ${join(shown, 'config.resolved.yaml')} --policy checkpoint:${checkpoint} --env ${names} --out trajectories.jsonl\n`,
    );
    if (options.json) context.stdout.write(`${JSON.stringify(summary)}\n`);
  } catch (error) {
    reporter.stop();
    if (error instanceof InterruptedError) {
      throw new InterruptedError(
        `Interrupted; everything finished is kept. Go on with:\n  npx agentgym evolve --resume ${shown}`,
      );
    }
    throw error;
  } finally {
    log.close();
  }
}

async function subjectOf(options: EvolveOptions, { cwd }: CliContext): Promise<{ config: Config; directory: string }> {
  if (options.resume !== undefined) {
    const directory = resolve(cwd, options.resume);
    return { config: await configOfRun(directory), directory };
  }
  const { config: file, set, seed, runDir } = options;
  const { config } = await loadConfig(file, { set: [...set], cwd, ...(seed === undefined ? {} : { seed }) });
  const stamp = new Date().toISOString().replaceAll(/[-:]/gu, '').slice(0, 15);
  return { config, directory: resolve(cwd, runDir ?? join('runs', `${config.name}-${stamp}Z`)) };
}
