/** The examples under the help of every command. Tests read them out of the help, and run them. */
import type { Command } from 'commander';

/**
 * `examples` are command lines that work in the directory of this project, after those of `evolve` and, for `merge`, of
 * `collect-trajectories`; `more` stands below.
 */
export function withExamples(command: Command, examples: readonly [string, string, ...string[]], more?: string): void {
  const lines = ['', 'Examples:', ...examples.map((line) => `  ${line}`), ...(more === undefined ? [] : [more])];
  command.addHelpText('after', lines.join('\n'));
}
