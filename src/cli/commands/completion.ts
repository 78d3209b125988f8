/** `agentgym completion`: its script for a shell; and the hidden command that these scripts ask. */
import { Argument, type Command } from 'commander';
import { answerOf, SCRIPTS, type Shell, SHELLS, wordsOf } from '../completion/scripts.ts';
import { suggest } from '../completion/suggest.ts';
import type { CliContext } from '../context.ts';
import { withExamples } from '../examples.ts';

export function registerCompletion(program: Command, { stdout, cwd }: CliContext): void {
  const completion = program
    .command('completion')
    .summary('print a script with which a shell completes commands')
    .description('Print a script for bash, zsh or fish that completes commands, options and their values.')
    .addArgument(shellArgument())
    .action((name: Shell) => void stdout.write(SCRIPTS[name]));
  withExamples(completion, ['source <(agentgym completion bash)', 'agentgym completion fish']);
  program
    .command('complete', { hidden: true })
    .addArgument(shellArgument())
    .argument('[words...]')
    .action(async (name: Shell, typed: string[]) => {
      const words = wordsOf(name, typed);
      stdout.write(answerOf(name, await suggest(program, words, cwd), words.at(-1) ?? ''));
    });
}

function shellArgument(): Argument {
  return new Argument('<shell>', 'bash, zsh or fish').choices(SHELLS);
}
