/** What `agentgym init` does: takes flags, asks for the rest on a terminal, and writes a config. */
import { writeFile } from 'node:fs/promises';
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUILTIN_KINDS } from '../../config/stages/environment.ts';
import { AgentgymError, throwIfInterrupted } from '../../errors.ts';
import { init, requireBuiltin } from '../../init.ts';
import { type Answers, BACKENDS, DEFAULTS, SIZES } from '../../init/answers.ts';
import type { InitOptions } from '../commands/init.ts';
import type { CliContext } from '../context.ts';
import { type Ask, withQuestions } from '../questions.ts';
import { shellWord } from '../shell-word.ts';

export async function runInit(options: InitOptions, context: CliContext): Promise<void> {
  const { cwd, stdout, signal } = context;
  const { file, force } = options;
  const path = resolve(cwd, file);
  if (options.environments !== undefined) requireBuiltin(options.environments);
  const answers = await answersOf(options, context);
  const schema = relative(dirname(path), fileURLToPath(new URL('../../../configs/schema.json', import.meta.url)));
  const word = shellWord(file);
  const place = { file: word, schema: schema.startsWith('.') ? schema : `./${schema}`, name: nameOf(path) };
  const text = await init(answers, place, signal);
  throwIfInterrupted(signal);
  await writeFile(path, text, { flag: force ? 'w' : 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new AgentgymError('E_CONFIG_FILE', `${file} is there already.`, {
      hint: 'Name another file, or give --force to replace it.',
      cause,
    });
  });
  const doctor = answers.backend === 'local' ? [] : [`  npx agentgym doctor --config ${word}`];
  const next = [`  npx agentgym plan --config ${word}`, ...doctor, `  npx agentgym evolve --config ${word}`];
  stdout.write(`${['', `Written: ${file}`, 'Next:', ...next].slice(options.yes ? 1 : 0).join('\n')}\n`);
}

async function answersOf(options: InitOptions, context: CliContext): Promise<Answers> {
  const { environments, backend, size, model, url, yes } = options;
  const missing = Object.entries({ '--environments': environments, '--backend': backend, '--size': size })
    .filter(([, value]) => value === undefined)
    .map(([flag]) => flag);
  const rest = { ...(model === undefined ? {} : { model }), ...(url === undefined ? {} : { url }) };
  if (missing.length === 0 || yes) {
    const answers = {
      environments: environments ?? DEFAULTS.environments,
      backend: backend ?? DEFAULTS.backend,
      size: size ?? DEFAULTS.size,
    };
    if (answers.backend === 'local' && (model !== undefined || url !== undefined)) throw withoutBackend();
    return { ...answers, ...rest };
  }
  const { stdin, stdout } = context;
  if (stdin.isTTY !== true || stdout.isTTY !== true) {
    throw new AgentgymError(
      'E_CONFIG_INVALID',
      `There is no terminal to ask on, and ${missing.join(', ')} are missing.`,
      {
        hint: 'Give them, or --yes to take the defaults.',
      },
    );
  }
  return withQuestions(context, async (ask) => {
    const asked = {
      environments: environments ?? (await askEnvironments(ask)),
      backend: backend ?? (await askChoice(ask, WHERE, BACKENDS, DEFAULTS.backend)),
      size: size ?? (await askChoice(ask, HOW_BIG, SIZES, DEFAULTS.size)),
    };
    if (asked.backend === 'local' && (model !== undefined || url !== undefined)) throw withoutBackend();
    return { ...asked, ...rest };
  });
}

const WHERE = `Where does the model run?
  local   a small fresh model in this process: nothing else is needed
  trl     behind an endpoint such as vLLM, fine-tuned with PyTorch
  hosted  at a service that fine-tunes and serves`;
const HOW_BIG = `How big?
  quick   to see that it works
  proper  to learn something`;

async function askEnvironments(ask: Ask): Promise<readonly string[]> {
  const text = `Which environments, with commas between them?\n  ${BUILTIN_KINDS.join(', ')}`;
  return ask(text, DEFAULTS.environments.join(','), (answer) => {
    const names = [...new Set(answer.split(',').map((name) => name.trim()))].filter((name) => name !== '');
    requireBuiltin(names);
    return names;
  });
}

async function askChoice<T extends string>(ask: Ask, text: string, choices: readonly T[], usual: T): Promise<T> {
  return ask(text, usual, (answer) => {
    const known = choices.find((choice) => choice === answer.toLowerCase());
    if (known !== undefined) return known;
    throw new AgentgymError('E_CONFIG_INVALID', `Expected ${choices.join(', ')}.`);
  });
}

function withoutBackend(): AgentgymError {
  return new AgentgymError('E_CONFIG_INVALID', '--model and --url go with --backend trl or hosted.', {
    hint: 'The local model is made fresh.',
  });
}

/** The file's name as a run's. */
function nameOf(path: string): string {
  const name = basename(path, extname(path)).replaceAll(/[^a-z0-9._-]/giu, '-');
  return /^[a-z0-9]/iu.test(name) ? name : 'agentgym';
}
