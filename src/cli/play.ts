/** A person plays a task: instructions and observations out, typed actions in. Works on a terminal and on a pipe. */
import { on } from 'node:events';
import { createInterface } from 'node:readline';
import { nearest } from '../config/nearest.ts';
import { type Environment, type Session, type Split, SPLITS, type Task } from '../environments/contract.ts';
import { AgentgymError, InterruptedError, messageOf } from '../errors.ts';
import { wrapped } from '../report/format.ts';
import { type CliContext, widthOf } from './context.ts';

export interface PlayChoice {
  /** Item id; undefined: the first task of the split. One that no split lists is played where the environment has it. */
  task: string | undefined;
  /** Undefined: that of the task; `train` where none is named. */
  split: Split | undefined;
}

/**
 * Plays until the task is done, the rounds are used up, or the person quits (`quit`, or the end of the input).
 * @throws InterruptedError on Ctrl-C; AgentgymError E_ENV_TASK for a task that is unknown, or of another split.
 */
export async function playTask(environment: Environment, choice: PlayChoice, context: CliContext): Promise<void> {
  const { task, listed } = taskOf(environment, choice);
  const session = await environment.open(context.signal);
  try {
    const { observation } = await session.reset(task, 0).catch((error: unknown) => {
      if (listed || !(error instanceof AgentgymError && error.code === 'E_ENV_TASK')) throw error;
      throw unknownTask(environment, task.itemId);
    });
    const where = listed ? task.split : 'which no split lists';
    await playSession({ environment, title: `Task ${task.itemId} (${where})`, observation, session }, context);
  } finally {
    await session.close();
  }
}

interface Game {
  environment: Environment;
  title: string;
  /** The first. */
  observation: string;
  session: Session;
}

async function playSession({ environment, title, observation, session }: Game, context: CliContext): Promise<void> {
  const width = widthOf(context.stdout);
  const say = (text: string): void => {
    const lines = width === undefined ? [text] : text.split('\n').map((line) => wrapped(line, width, 0));
    context.stdout.write(`${lines.join('\n')}\n`);
  };
  const help = (): void => {
    for (const { role, content } of environment.instructions('react')) if (role !== 'assistant') say(`${content}\n`);
    say(`${title}, at most ${environment.maxRounds} rounds.`);
    say('Type an action by itself; `hint` shows the move of the expert, `help` this, `quit` ends.\n');
  };
  help();
  say(observation);
  let rounds = 0;
  for await (const line of typedLines(context)) {
    if (line === '') continue;
    if (line === 'quit') break;
    if (line === 'help') {
      help();
      continue;
    }
    if (line === 'hint') {
      say(hintOf(session));
      continue;
    }
    const step = await session.step(line);
    rounds += 1;
    say(`\n${step.observation}`);
    if (step.done || rounds >= environment.maxRounds) {
      say(`\n${ending({ environment, reward: step.reward, done: step.done, rounds })}`);
      return;
    }
  }
  say(`\nLeft after ${rounds} ${rounds === 1 ? 'round' : 'rounds'}.`);
}

function ending(end: { environment: Environment; reward: number; done: boolean; rounds: number }): string {
  const solved = end.environment.reward.success(end.reward);
  const outcome = solved
    ? 'Solved'
    : end.done
      ? 'Not solved: the episode is over'
      : 'Not solved: the rounds are used up';
  return `${outcome}, reward ${Number(end.reward.toFixed(4))}, after ${end.rounds} ${end.rounds === 1 ? 'round' : 'rounds'}.`;
}

function hintOf(session: Session): string {
  if (!session.expert) return 'This environment has no expert.';
  try {
    const { thought, action } = session.expert();
    return `${thought}\n→ ${action}`;
  } catch (error) {
    return `The expert knows no move here: ${messageOf(error)}`;
  }
}

function taskOf(environment: Environment, { task: id, split }: PlayChoice): { task: Task; listed: boolean } {
  const { name } = environment;
  if (id === undefined) {
    const [task] = environment.tasks(split ?? 'train');
    if (task === undefined) throw new AgentgymError('E_ENV_TASK', `\`${name}\` has no ${split ?? 'train'} tasks.`);
    return { task, listed: true };
  }
  const task = SPLITS.flatMap((one) => environment.tasks(one)).find(({ itemId }) => itemId === id);
  if (task !== undefined) {
    if (split === undefined || split === task.split) return { task, listed: true };
    throw notOf(split, `The task ${id} is of the split ${task.split}, not of ${split}.`);
  }
  const index = Number(/_(0|[1-9]\d*)$/u.exec(id)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(index)) throw unknownTask(environment, id);
  if (split !== undefined) throw notOf(split, `No split of \`${name}\` lists the task ${id}.`);
  // Some environments have a task for every index, more than their splits list: reset, it says whether this is one.
  return { task: { itemId: id, index, split: 'train' }, listed: false };
}

function notOf(split: Split, message: string): AgentgymError {
  const hint = `Leave out --split to play it, or --task to play the first ${split} task.`;
  return new AgentgymError('E_ENV_TASK', message, { hint });
}

function unknownTask(environment: Environment, id: string): AgentgymError {
  const ids = SPLITS.flatMap((split) => environment.tasks(split).map(({ itemId }) => itemId));
  const meant = nearest(id, ids.slice(0, 1000));
  const hint = meant === undefined ? `For example ${ids.slice(0, 3).join(', ')}.` : `Did you mean ${meant}?`;
  return new AgentgymError('E_ENV_TASK', `\`${environment.name}\` has no task ${id}.`, { hint });
}

/** The lines typed, trimmed, until the end of the input. */
async function* typedLines({ stdin, stdout, signal }: CliContext): AsyncGenerator<string> {
  const terminal = stdin.isTTY === true && stdout.isTTY === true;
  const reader = createInterface({ input: stdin, ...(terminal ? { output: stdout, prompt: '> ' } : {}), terminal });
  const stop = new AbortController();
  // A terminal in raw mode sends Ctrl-C to readline, not to the process.
  reader.on('SIGINT', () => stop.abort());
  try {
    if (terminal) reader.prompt();
    for await (const [line] of on(reader, 'line', {
      close: ['close'],
      signal: AbortSignal.any([signal, stop.signal]),
    })) {
      yield String(line).trim();
      if (terminal) reader.prompt();
    }
  } catch (error) {
    if (signal.aborted || stop.signal.aborted) throw new InterruptedError();
    throw error;
  } finally {
    reader.close();
  }
}
