/** todo: a board of projects and tasks, changed as the goal asks; judged by the board at the end, and by the answer. */
import { random, seedOf } from '../../../seeds.ts';
import { callKey } from '../tools/calls.ts';
import { FINISH } from '../tools/game.ts';
import type { Level, ToolCall, ToolWorld, Trial } from '../tools/world.ts';
import { boardWords, DATES, makeBoard, type Size } from './boards.ts';
import { nextMove, type Plan } from './expert.ts';
import { type Draw, type Goal, moveOf } from './goal.ts';
import { ID_GOALS } from './goals-by-id.ts';
import { NAME_GOALS } from './goals-by-name.ts';
import { RULE_GOALS } from './goals-by-rule.ts';
import { orderWords } from './orders.ts';
import { type Board, sameBoard, sameProject, sameTask, type State } from './state.ts';
import { faults, texts } from './texts.ts';
import { TOOLS } from './tools.ts';

/** AgentGym's. */
const ROUNDS = 15;

const SIZES: Readonly<Record<Level, Size>> = {
  easy: { projects: 2, tasks: 2 },
  medium: { projects: 3, tasks: 2 },
  hard: { projects: 3, tasks: 3 },
};
const GOALS: Readonly<Record<Level, readonly Draw[]>> = { easy: ID_GOALS, medium: NAME_GOALS, hard: RULE_GOALS };
const BY_NAME = new Map(TOOLS.map((tool) => [tool.name, tool]));

/** Draws goals until one fits the board. */
function draw(level: Level, seed: number): { state: State; goal: Goal } {
  const draws = random(seedOf('todo', level, seed));
  for (;;) {
    const state = makeBoard(draws, SIZES[level]);
    const kind = draws.pick(GOALS[level]);
    for (let attempt = 0; attempt < 5; attempt++) {
      const goal = kind(draws, state);
      if (goal !== undefined) return { state, goal };
    }
  }
}

function copyOf(state: State): State {
  return { ...state, projects: new Map(state.projects), tasks: new Map(state.tasks) };
}

function start(level: Level, seed: number): Trial<State> {
  const { state, goal } = draw(level, seed);
  const [before, wanted] = [copyOf(state), copyOf(state)];
  for (const { tool, args } of goal.changes.map(moveOf)) BY_NAME.get(tool)?.run(wanted, args);
  const plan: Plan = { goal, before, wanted };
  let listed: { at: number; calls: readonly ToolCall[] } = { at: -1, calls: [] };
  return {
    state,
    goal: goal.text,
    get content() {
      return contentOf(before);
    },
    ...(goal.answer !== undefined && {
      answer: [goal.answer],
      facts: goal.reads.map(({ tool, args }) => callKey(tool, args)),
    }),
    conditions: (now) => goal.changes.map(({ kind, id }) => holds(kind === 'favorite', id, [now, wanted])),
    intact: (now) => sameBoard(now, wanted),
    expert: (made) => nextMove(plan, state, made),
    calls: () => {
      if (listed.at !== state.version) listed = { at: state.version, calls: callsIn(state, goal) };
      return listed.calls;
    },
  };
}

/** Whether a project or a task is as wanted. */
function holds(isProject: boolean, id: string, [now, wanted]: readonly [Board, Board]): boolean {
  if (isProject) {
    const [project, target] = [now.projects.get(id), wanted.projects.get(id)];
    return project !== undefined && target !== undefined && sameProject(project, target);
  }
  const [task, target] = [now.tasks.get(id), wanted.tasks.get(id)];
  return task === undefined || target === undefined ? task === target : sameTask(task, target);
}

function contentOf(state: State): string {
  const tasks = [...state.tasks.values()].map((task) =>
    [task.project, texts.task(task), task.city, task.minutes].join('; '),
  );
  return [state.today, state.city, ...[...state.projects.values()].map(texts.project), ...tasks].join('\n');
}

/** Calls that can be made now, none of them refused. */
function callsIn(state: State, { choices }: Goal): readonly ToolCall[] {
  const calls: ToolCall[] = [
    { tool: 'get_user_current_date', args: {} },
    { tool: 'get_user_current_location', args: {} },
    { tool: 'get_projects', args: {} },
    ...(choices ?? ['done']).map((answer) => ({ tool: FINISH, args: { answer } })),
  ];
  for (const { id, favorite } of state.projects.values()) {
    calls.push({ tool: 'get_tasks', args: { project_id: id } });
    calls.push({ tool: 'update_project', args: { project_id: id, is_favorite: !favorite } });
  }
  for (const { id, completed } of state.tasks.values()) {
    const args = { task_id: id };
    for (const tool of ['get_task_description', 'get_task_duration', 'delete_task']) calls.push({ tool, args });
    if (!completed) calls.push({ tool: 'complete_task', args });
    const due = DATES[Number(id) % DATES.length] ?? '';
    calls.push({ tool: 'update_task', args: { ...args, due_date: due } });
  }
  return calls;
}

function* words(): Iterable<string> {
  yield boardWords().join(' ');
  yield* orderWords();
  const project = { id: '11', name: 'garden', favorite: true };
  const task = { id: '100', project: '11', content: 'buy milk', due: '2024-05-01', priority: 1, completed: true };
  yield texts.project(project);
  const full = { ...task, city: 'Rome', minutes: 5 };
  yield [texts.task(full), texts.description(full), texts.duration(full), texts.deleted(full), texts.none()].join('\n');
  yield [faults.noProject('11'), faults.noTask('100'), faults.noDate('1')].join('\n');
  yield 'yes no done true false 0 1 2 3 4';
}

export const todo: ToolWorld<State> = {
  name: 'todo',
  about:
    'Keep a list of projects and tasks as the goal asks, and change nothing else. Finish with the answer, or with done.',
  maxRounds: ROUNDS,
  tools: TOOLS,
  start,
  words,
};
