/** A person plays a task: instructions and observations out, typed actions in. Works on a terminal and on a pipe. */
import { on } from 'node:events';
import { createInterface } from 'node:readline';
import { nearest } from '../config/nearest.ts';
import type { Environment, Session, Split, Task } from '../environments/contract.ts';
import { AgentgymError, InterruptedError, messageOf } from '../errors.ts';
import { wrapped } from '../report/format.ts';
import { type CliContext, widthOf } from './context.ts';

export interface PlayChoice {
  /** Item id; undefined: the first task of the split. */
  task: string | undefined;
  split: Split;
}

/**
 * Plays until the task is done, the rounds are used up, or the person quits (`quit`, or the end of the input).
 * @throws InterruptedError on Ctrl-C; AgentgymError E_ENV_TASK for an unknown task.
 */
export async function playTask(environment: Environment, choice: PlayChoice, context: CliContext): Promise<void> {
  const task = taskOf(environment, choice);
  const session = await environment.open(context.signal);
  try {
    await playSession({ environment, task, session }, context);
  } finally {
    await session.close();
  }
}

interface Game {
  environment: Environment;
  task: Task;
  session: Session;
}

async function playSession({ environment, task, session }: Game, context: CliContext): Promise<void> {
  const width = widthOf(context.stdout);
  const say = (text: string): void => {
    const lines = width === undefined ? [text] : text.split('\n').map((line) => wrapped(line, width, 0));
    context.stdout.write(`${lines.join('\n')}\n`);
  };
  const help = (): void => {
    for (const { role, content } of environment.instructions('react')) if (role !== 'assistant') say(`${content}\n`);
    say(`Task ${task.itemId} (${task.split}), at most ${environment.maxRounds} rounds.`);
    say('Type an action by itself; `hint` shows the move of the expert, `help` this, `quit` ends.\n');
  };
  const { observation } = await session.reset(task, 0);
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

function taskOf(environment: Environment, { task: id, split }: PlayChoice): Task {
  const splits = [split, ...(['train', 'dev', 'eval'] as const)];
  const found =
    id === undefined
      ? environment.tasks(split)[0]
      : splits.flatMap((one) => environment.tasks(one)).find(({ itemId }) => itemId === id);
  if (found) return found;
  const ids = environment.tasks(split).map(({ itemId }) => itemId);
  if (id === undefined) throw new AgentgymError('E_ENV_TASK', `\`${environment.name}\` has no ${split} tasks.`);
  const meant = nearest(id, ids.slice(0, 1000));
  const hint = meant === undefined ? `For example ${ids.slice(0, 3).join(', ')}.` : `Did you mean ${meant}?`;
  throw new AgentgymError('E_ENV_TASK', `\`${environment.name}\` has no task ${id}.`, { hint });
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
