/**
 * The command line: one program made of one file per command, and what becomes of errors. Imports no stage, so that
 * `--help` touches neither disk nor network; commands import what they need when they run.
 */
import { Command, CommanderError } from 'commander';
import { AgentgymError, type ErrorCode, EXIT, InterruptedError, messageOf } from '../errors.ts';
import { explainDisk } from '../runs/disk-errors.ts';
import { packageVersion } from '../version.ts';
import { leaveStack } from './stack-log.ts';
import { registerCollect } from './commands/collect.ts';
import { registerCompare } from './commands/compare.ts';
import { registerCompletion } from './commands/completion.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEnvs } from './commands/envs.ts';
import { registerEval } from './commands/eval.ts';
import { registerEvolve } from './commands/evolve.ts';
import { registerExport } from './commands/export.ts';
import { registerInit } from './commands/init.ts';
import { registerMerge } from './commands/merge.ts';
import { registerPlan } from './commands/plan.ts';
import { registerReplay } from './commands/replay.ts';
import { registerReport } from './commands/report.ts';
import { registerReverify } from './commands/reverify.ts';
import { registerRollback } from './commands/rollback.ts';
import { registerServe } from './commands/serve.ts';
import { registerStatus } from './commands/status.ts';
import { registerView } from './commands/view.ts';
import { type CliContext, mayColour, type Output } from './context.ts';

/** Errors that say that the work was done, and fell short. */
const SHORTFALLS: readonly ErrorCode[] = [
  'E_RUN_FAILURES',
  'E_RUN_LIMIT',
  'E_RUN_PROMOTION',
  'E_ENV_BROKEN',
  'E_REPLAY_PARTED',
];

/** Runs a command line (without node and script) and resolves to its exit code. Never throws, never exits. */
export async function main(argv: readonly string[], surroundings: Partial<CliContext> = {}): Promise<number> {
  const interruption = new AbortController();
  const context: CliContext = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    signal: interruption.signal,
    ...surroundings,
  };
  const release = [
    ...(surroundings.signal === undefined ? [listenForInterruption(interruption)] : []),
    ignoreClosedPipe(context.stdout),
    ignoreClosedPipe(context.stderr),
  ];
  try {
    await programOf(context).parseAsync([...argv], { from: 'user' });
    return EXIT.completed;
  } catch (error) {
    return report(error, context);
  } finally {
    for (const free of release) free();
  }
}

function programOf(context: CliContext): Command {
  const program = new Command('agentgym')
    .description('Evolve LLM agents with AgentEvol: explore, weigh, train, evaluate, promote.')
    .option('-V, --version', 'print the version')
    .exitOverride()
    .showHelpAfterError('(add --help for what there is)')
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      getOutHelpWidth: () => context.stdout.columns ?? 80,
      getErrHelpWidth: () => context.stderr.columns ?? 80,
      getOutHasColors: () => mayColour(context.stdout, context.env),
      getErrHasColors: () => mayColour(context.stderr, context.env),
    })
    .on('option:version', () => {
      context.stdout.write(`${packageVersion()}\n`);
      throw new CommanderError(EXIT.completed, 'commander.version', packageVersion());
    });
  for (const register of [
    registerInit,
    registerPlan,
    registerEvolve,
    registerStatus,
    registerEval,
    registerCollect,
    registerMerge,
    registerRollback,
    registerCompare,
    registerReplay,
    registerReverify,
    registerEnvs,
    registerServe,
    registerView,
    registerReport,
    registerExport,
    registerDoctor,
    registerCompletion,
  ])
    register(program, context);
  return program;
}

/** Says what went wrong, and turns it into an exit code. */
function report(thrown: unknown, context: CliContext): number {
  const error = explainDisk(thrown);
  const say = (text: string): void => void context.stderr.write(`${text}\n`);
  // Commander has already said what is wrong with the command line.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.completed : EXIT.couldNotRun;
  if (error instanceof InterruptedError || context.signal.aborted) {
    if (error instanceof InterruptedError) say(error.message);
    return EXIT.interrupted;
  }
  if (error instanceof AgentgymError) {
    const [first, ...more] = error.message.split('\n');
    say([`error: ${first}`, ...more].join('\n'));
    if (error.hint !== undefined) say(`hint: ${error.hint}`);
    say(`(${error.code})`);
    return SHORTFALLS.includes(error.code) ? EXIT.shortfall : EXIT.couldNotRun;
  }
  if (isFileError(error)) {
    say(`error: ${error.message}`);
    return EXIT.couldNotRun;
  }
  say(`unexpected error, a bug of ours: ${messageOf(error)}`);
  say(leaveStack(error, context.log));
  return EXIT.unexpected;
}

/** What the system says of a path that the user named (no such directory, no permission, no space left) is no bug of ours. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { syscall, code, path } = error as NodeJS.ErrnoException;
  return syscall !== undefined && (path !== undefined || code === 'EISDIR' || code === 'ENOSPC' || code === 'EIO');
}

/** The first Ctrl-C (or SIGTERM) asks the command to stop; a second one ends the process at once. */
function listenForInterruption(interruption: AbortController): () => void {
  const stop = (name: NodeJS.Signals): void => {
    release();
    // An ordinary abort, whose reason says which signal it was: `serve` is told to stop by SIGTERM.
    interruption.abort(new DOMException(name, 'AbortError'));
  };
  const release = (): void => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return release;
}

/** A reader that has seen enough (`agentgym envs | head -1`) is no error. */
function ignoreClosedPipe(output: Output): () => void {
  output.on('error', passOnUnlessClosedPipe);
  // EPIPE is reported after the write, and so perhaps after the command: the process's own streams keep the listener.
  return () => {
    if (output !== process.stdout && output !== process.stderr) output.off('error', passOnUnlessClosedPipe);
  };
}

function passOnUnlessClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
