/** `agentgym evolve`: its options. The work is done by what the action imports. */
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import { collect, wholeNumber } from '../options.ts';

/** A new run from a config, or the rest of one that was interrupted, whose limits and trackers alone may be other ones. */
export type EvolveOptions = {
  json: boolean;
  /** Whether what happens is printed as JSON lines, above the summary. */
  events: boolean;
  requirePromotion: boolean;
} & (
  | { config: string; runDir: string | undefined; set: readonly string[]; seed: number | undefined; resume: undefined }
  | { resume: string; set: readonly string[] }
);

interface Flags {
  config?: string;
  runDir?: string;
  resume?: string;
  set?: readonly string[];
  seed?: number;
  skipInvalid?: boolean;
  requirePromotion?: boolean;
  json?: boolean;
  events?: boolean;
}

export function registerEvolve(program: Command, context: CliContext): void {
  const registered = program
    .command('evolve')
    .summary('evolve an agent: clone, then explore, weigh, train, evaluate, promote')
    .description(
      'Evolve an agent as a config says: behavioural cloning, then iterations of explore → weigh → train → evaluate → promote.',
    )
    .option('--config <file>', 'config file (YAML)')
    .option('--run-dir <dir>', 'where the run is kept (default: runs/<name>-<UTC timestamp>)')
    .option('--resume <dir>', 'go on with an interrupted run')
    .option(
      '--set <path=value>',
      'override a setting, e.g. explore.samples=2 (may be given several times); with --resume: of limits and tracking alone',
      collect,
    )
    .option('--seed <n>', "override the config's seed", wholeNumber(0))
    .option('--skip-invalid', 'leave out rows of data that cannot be read, and count them (data.skipInvalid)')
    .option('--require-promotion', 'exit with 1 where no candidate was promoted')
    .option('--json', 'print the summary as JSON on the last line')
    .option('--events', 'print what happens as JSON lines, above the summary (docs/terminal.md)')
    .action(async (flags: Flags, command: Command) => {
      const options = evolveOptions(flags, command);
      const { runEvolve } = await import('../actions/evolve.ts');
      await runEvolve(options, context);
    });
  withExamples(registered, [
    'agentgym evolve --config configs/smoke.yaml --run-dir runs/x',
    'agentgym evolve --config configs/smoke.yaml --set promotion.gate=always --run-dir runs/y',
    'agentgym evolve --resume runs/x',
    'agentgym evolve --config configs/quickstart.yaml --set limits.wallClock=2h30m',
  ]);
}

function evolveOptions(flags: Flags, command: Command): EvolveOptions {
  const { config, runDir, resume, set, seed, skipInvalid, requirePromotion = false, events = false } = flags;
  const shared = { requirePromotion, events, json: events || flags.json === true };
  if (resume !== undefined) {
    const other = Object.entries({
      '--config': config,
      '--run-dir': runDir,
      '--set': set?.every((text) => /^(?:limits\.|tracking[.=])/u.test(text)) === false ? set : undefined,
      '--seed': seed,
      '--skip-invalid': skipInvalid,
    });
    const given = other.flatMap(([flag, value]) => (value === undefined ? [] : [flag]));
    if (given.length > 0) {
      const but = given.includes('--set') ? ' (--set limits.… and tracking.… may stay)' : '';
      command.error(`error: --resume takes its config from the run directory; leave out ${given.join(', ')}${but}`);
    }
    return { resume, set: set ?? [], ...shared };
  }
  if (config === undefined) return command.error('error: --config FILE is missing (or --resume DIR)');
  const sets = skipInvalid === true ? [...(set ?? []), 'data.skipInvalid=true'] : (set ?? []);
  return { config, runDir, set: sets, seed, resume: undefined, ...shared };
}
