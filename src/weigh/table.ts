/**
 * What the weighing keeps of the trajectories it has gone through: some sixty bytes each, in columns, and of every task
 * its name. Conversations are found again by their place. Weighs nothing.
 */
import { hash } from 'node:crypto';
import type { Place } from '../trajectories/collection.ts';
import { type Column, column } from '../trajectories/columns.ts';
import type { Glance } from '../trajectories/glance.ts';
import type { Facts } from '../trajectories/trajectory.ts';
import { byCodeUnits, type Candidate, canonicalId, inOrder, type Task } from './candidate.ts';

/**
 * Hexadecimal digits of a digest that make a number without loss, 52 bits: only answers to the same task are compared, of
 * which a million trajectories make some million pairs.
 */
const DIGITS = 13;

export interface Table {
  /** `iteration` is 0 for demonstrations. */
  add(row: Glance, where: Place & { iteration: number }): void;
  /** What was played of every task, task by task, both in the order of examples; not weighed yet. */
  tasks(): Iterable<Candidate[]>;
  taskOf(row: number): Task;
  idOf(row: number): string;
  iterationOf(row: number): number;
  placeOf(row: number): Place;
}

/** `asksForAnswers` says whether what was answered is asked for; where it is not, all answers are taken for the same. */
export function createTable(asksForAnswers: (facts: Facts) => boolean): Table {
  const [tasks, iterations, samples, rounds, lengths] = [count(), count(), count(), count(), count()];
  const [offsets, rewards, answers] = [float(), float(), float()];
  const solved = column('byte');
  const names = taskNumbers();
  /** Ids that are not what task and sample make them. */
  const ids = new Map<number, string>();

  const taskOf = (row: number): Task => names.tasks[tasks.at(row)] as Task;
  const playedOf = (row: number, task: Task): Candidate => ({
    row,
    task,
    iteration: iterations.at(row),
    sample: samples.at(row),
    id: ids.get(row),
    reward: rewards.at(row),
    rounds: rounds.at(row),
    solved: solved.at(row) === 1,
    answers: answers.at(row),
    weight: 0,
  });
  return {
    add: (row, { iteration, offset, length }) => {
      const { id, environment, itemId, sample, reward, outcome, rounds: taken } = row.facts;
      if (id !== canonicalId(row.facts, sample)) ids.set(offsets.length, id);
      answers.push(asksForAnswers(row.facts) ? numberOf(answersIn(row)) : 0);
      tasks.push(names.numberOf(environment, itemId));
      iterations.push(iteration);
      samples.push(sample);
      rounds.push(taken);
      rewards.push(reward ?? 0);
      solved.push(outcome === 'success' ? 1 : 0);
      lengths.push(length);
      offsets.push(offset);
    },
    tasks: function* () {
      const rows = grouped(tasks, names.tasks.length);
      for (const { task, number } of names.inOrder())
        yield Array.from(rows(number), (row) => playedOf(row, task)).toSorted(inOrder);
    },
    taskOf,
    idOf: (row) => ids.get(row) ?? canonicalId(taskOf(row), samples.at(row)),
    iterationOf: (row) => iterations.at(row),
    placeOf: (row) => ({ offset: offsets.at(row), length: lengths.at(row) }),
  };
}

function numberOf(text: string): number {
  return Number.parseInt(hash('sha1', text, 'hex').slice(0, DIGITS), 16);
}

/** The texts that the policy said, each with its quotes, so that they cannot run into each other. */
function answersIn({ turns }: Glance): string {
  let answers = '';
  for (const { role, content } of turns) if (role === 'assistant') answers += content;
  return answers;
}

const count = (): Column => column('count');
const float = (): Column => column('float');

/** Numbers of tasks, from 0. */
function taskNumbers() {
  const environments = new Map<string, Map<string, number>>();
  const tasks: Task[] = [];
  return {
    tasks,
    numberOf: (environment: string, itemId: string): number => {
      let numbers = environments.get(environment);
      if (numbers === undefined) environments.set(environment, (numbers = new Map()));
      const known = numbers.get(itemId);
      if (known !== undefined) return known;
      numbers.set(itemId, tasks.length);
      return tasks.push({ environment, itemId }) - 1;
    },
    /** The order of examples, whatever order trajectories were stored in: by environment, number and id. */
    inOrder: (): { task: Task; number: number }[] =>
      tasks
        .map((task, number) => ({ task, number, index: indexOf(task.itemId) }))
        .toSorted(
          (a, b) =>
            byCodeUnits(a.task.environment, b.task.environment) ||
            a.index - b.index ||
            byCodeUnits(a.task.itemId, b.task.itemId),
        ),
  };
}

/** The number at the end of an item id; 0 where there is none. */
function indexOf(itemId: string): number {
  return Number(/\d+$/u.exec(itemId)?.[0] ?? 0);
}

/** The rows of each task, by counting. */
function grouped(tasks: Column, number: number): (task: number) => Uint32Array {
  const starts = new Uint32Array(number + 1);
  for (let row = 0; row < tasks.length; row++) (starts[tasks.at(row) + 1] as number)++;
  for (let task = 0; task < number; task++) (starts[task + 1] as number) += starts[task] as number;
  const free = starts.slice();
  const rows = new Uint32Array(tasks.length);
  for (let row = 0; row < tasks.length; row++) rows[(free[tasks.at(row)] as number)++] = row;
  return (task) => rows.subarray(starts[task], starts[task + 1]);
}
