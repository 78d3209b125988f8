/**
 * What may stand where the cursor is on a command line, read off the program itself: commands, options, and what their
 * values may be. Never throws: a shell that completes nothing is better than one that shows an error. Prints nothing.
 */
import { Argument, type Command, Option } from 'commander';
import { type ValueKind, valuesOf } from './values.ts';

export interface Suggestion {
  value: string;
  about?: string;
}

export interface Suggestions {
  values: Suggestion[];
  /** Whether the shell should add paths of its own, and of files which extensions. */
  paths?: { directories: true } | { extensions: readonly string[] };
  /** Whether more is to be typed right behind it. */
  open?: boolean;
}

const NOTHING: Suggestions = { values: [] };

/** `words` are those behind the program's name; the last is the one being typed, and may be empty. */
export async function suggest(program: Command, words: readonly string[], cwd: string): Promise<Suggestions> {
  try {
    const typed = words.at(-1) ?? '';
    const { command, positionals, open } = walk(program, words.slice(0, -1));
    const asked = { words, cwd };
    if (open !== undefined) return await ofValue(open, typed, asked);
    const [, flag, value] = /^(--[\w-]+)=(.*)$/su.exec(typed) ?? [];
    if (flag !== undefined && value !== undefined) {
      const option = optionOf(command, flag);
      return option === undefined ? NOTHING : prefixed(await ofValue(option, value, asked), `${flag}=`);
    }
    if (typed.startsWith('-')) return { values: flags(command, words).filter((one) => one.value.startsWith(typed)) };
    return await ofPositional({ command, positionals }, typed, asked);
  } catch {
    return NOTHING;
  }
}

interface Place {
  command: Command;
  /** Words behind the command that are neither options nor their values. */
  positionals: number;
  /** The option whose value comes next. */
  open?: Option;
}

function walk(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, positionals: 0 };
  for (const word of words) {
    const { command, positionals, open } = place;
    if (open !== undefined) {
      place = { command, positionals };
      continue;
    }
    const option = word.startsWith('-') && !word.includes('=') ? optionOf(command, word) : undefined;
    if (option !== undefined) place = { command, positionals, ...(option.required ? { open: option } : {}) };
    else if (!word.startsWith('-')) {
      const below = command.commands.find((one) => one.name() === word);
      place =
        below !== undefined && positionals === 0
          ? { command: below, positionals: 0 }
          : { command, positionals: positionals + 1 };
    }
  }
  return place;
}

/** `envs --config FILE check` hands `--config` up. */
function optionOf(command: Command, flag: string): Option | undefined {
  return (
    command.options.find((one) => one.long === flag || one.short === flag) ??
    (command.parent === null ? undefined : optionOf(command.parent, flag))
  );
}

function flags(command: Command, words: readonly string[]): Suggestion[] {
  const shown = command.createHelp().visibleOptions(command);
  return shown.flatMap(({ long, description, parseArg }) => {
    const again = parseArg !== undefined && parseArg.length > 1;
    return long === undefined || long === null || (words.slice(0, -1).includes(long) && !again)
      ? []
      : [{ value: long, about: description }];
  });
}

interface Asked {
  words: readonly string[];
  cwd: string;
}

async function ofPositional({ command, positionals }: Place, typed: string, asked: Asked): Promise<Suggestions> {
  const below = positionals > 0 ? [] : command.createHelp().visibleCommands(command);
  const commands = below
    .map((one) => ({ value: one.name(), about: one.summary() || one.description() }))
    .filter(({ value }) => value.startsWith(typed));
  const { registeredArguments } = command;
  const argument = registeredArguments[positionals] ?? registeredArguments.find(({ variadic }) => variadic);
  const further = argument === undefined ? NOTHING : await ofValue(argument, typed, asked);
  return { ...further, values: [...commands, ...further.values] };
}

async function ofValue(of: Option | Argument, typed: string, asked: Asked): Promise<Suggestions> {
  if (of.argChoices !== undefined) {
    const values = of.argChoices.map((value) => ({ value }));
    return { values: values.filter(({ value }) => value.startsWith(typed)) };
  }
  return valuesOf(kindOf(of), typed, asked);
}

/** Told by how the help names the value: `<dir>`, `<names>`, `<file.jsonl>`. */
function kindOf(of: Option | Argument): ValueKind {
  const named = of instanceof Argument ? of.name() : (/[<[]([^>\]]+)[>\]]/u.exec(of.flags)?.[1] ?? '');
  if (of instanceof Option && of.long === '--config') return 'config';
  if (/^(?:run\|)?files?(?:\.|$)|^path$|^interpreter$/u.test(named))
    return named.startsWith('run|') ? 'run or file' : 'file';
  // The two sides of a comparison.
  if (/^[ab]$/u.test(named)) return 'run or file';
  if (/^(?:dir|run)s?$/u.test(named)) return 'run';
  if (of instanceof Option && of.long?.startsWith('--env') === true) return 'environments';
  if (named === 'name' && of instanceof Argument) return 'environment';
  if (named === 'target') return 'environment or file';
  return named === 'policy' ? 'policy' : 'anything';
}

function prefixed({ values, ...rest }: Suggestions, before: string): Suggestions {
  return { values: values.map((one) => ({ ...one, value: before + one.value })), ...rest };
}
