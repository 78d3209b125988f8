import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { CITIES, makeBoard } from '../../../../src/environments/builtin/todo/boards.ts';
import { createTodo } from '../../../../src/environments/builtin/todo/environment.ts';
import { sameBoard, type State } from '../../../../src/environments/builtin/todo/state.ts';
import { isDate, TOOLS } from '../../../../src/environments/builtin/todo/tools.ts';
import { type Session, SPLITS, type StepResult, type Task } from '../../../../src/environments/contract.ts';
import { digest, random } from '../../../../src/seeds.ts';

const environment = createTodo();
let session: Session;
beforeEach(async () => {
  session = await environment.open();
});

function task(index: number): Task {
  return { itemId: `todo_${index}`, index, split: 'train' };
}

function say(tool: string, input = '{}'): Promise<StepResult> {
  return session.step(`${tool} with Action Input: ${input}`);
}

async function text(tool: string, input = '{}'): Promise<string> {
  return (await say(tool, input)).observation;
}

describe('tasks of todo', () => {
  it('are the same on every machine', async () => {
    const ids = SPLITS.map((split) => digest(...environment.tasks(split).map(({ itemId }) => itemId)).slice(0, 16));
    expect(ids).toEqual(['3b0d7e288b171093', '07a176a2b9549c91', 'ce98a7a3c4b770d2']);
    const prints: string[] = [];
    for (const one of environment.tasks('eval')) prints.push((await session.reset(one, 0)).fingerprint);
    expect(digest(...prints).slice(0, 16)).toBe('f37bb1ecf57cb12f');
  });
});

describe('todo_4, by hand', () => {
  beforeEach(async () => {
    expect(await session.reset(task(4), 0)).toEqual({
      observation: 'Goal: Set the due date of print tickets in camping to 2024-05-21.',
      fingerprint: 'bb6068d0798af3a82b421231d37b2ba56b8d8e29fc69b25cf69675c2b50dec33',
    });
  });

  it('is done by the change that the goal asks for', async () => {
    expect(await text('get_projects')).toBe('32: money\n18: moving\n36: camping');
    expect(await text('get_tasks', '{"project_id": "36"}')).toBe(
      '102: print tickets, due 2024-05-13, priority 4\n172: sweep floor, due 2024-05-14, priority 4',
    );
    expect(await say('update_task', '{"task_id": 102, "due_date": "2024-05-21"}')).toEqual({
      observation: '102: print tickets, due 2024-05-21, priority 4',
      reward: 0.5,
      done: false,
    });
    expect(await say('finish', '{"answer": "done"}')).toEqual({
      observation: 'The task is done.',
      reward: 1,
      done: true,
    });
  });

  it('is not done where more was changed than was asked for', async () => {
    await say('update_task', '{"task_id": "102", "due_date": "2024-05-21"}');
    expect(await text('complete_task', '{"task_id": "172"}')).toBe(
      '172: sweep floor, due 2024-05-14, priority 4, completed',
    );
    expect(await say('finish', '{"answer": "done"}')).toMatchObject({ reward: 0.5, done: true });
  });

  it('says what is wrong with a call', async () => {
    const wrong: [string, string, RegExp][] = [
      ['get_tasks', '{"project_id": "camping"}', /no project camping\. get_projects lists the ids/u],
      ['complete_task', '{"task_id": "36"}', /no task 36\. get_tasks lists the ids/u],
      ['update_task', '{"task_id": "102", "due_date": "tomorrow"}', /tomorrow is no date/u],
      ['update_task', '{"task_id": "102", "due_date": "2024-02-30"}', /2024-02-30 is no date/u],
      ['update_task', '{"task_id": "102"}', /due_date is missing/u],
      ['update_project', '{"project_id": "36", "is_favorite": "often"}', /is_favorite must be true or false/u],
      ['get_task_duration', '{"task": "102"}', /no argument task/u],
    ];
    for (const [tool, input, why] of wrong) {
      expect(await text(tool, input)).toMatch(/^Error: /u);
      expect(await text(tool, input)).toMatch(why);
    }
    await say('update_task', '{"task_id": "102", "due_date": "2024-05-21"}');
    expect(await say('finish', '{"answer": "done"}')).toMatchObject({ reward: 1 });
  });

  it('makes favorites, and takes what the original’s clients say for true and false', async () => {
    expect(await text('update_project', '{"project_id": "36", "is_favorite": "True"}')).toBe('36: camping, favorite');
    expect(await text('update_project', '{"project_id": "36", "is_favorite": false}')).toBe('36: camping');
  });
});

describe('todo_7, a question', () => {
  it('is worth its readings, and 1 with the right answer alone', async () => {
    expect((await session.reset(task(7), 0)).observation).toBe('Goal: In which city is cook soup in market?');
    const rewards: number[] = [];
    for (const [tool, input] of [
      ['get_projects', '{}'],
      ['get_tasks', '{"project_id": "41"}'],
      ['get_task_description', '{"task_id": "114"}'],
      ['finish', '{"answer": "quito"}'],
    ] as const)
      rewards.push((await say(tool, input)).reward);
    expect(rewards).toEqual([0.25, 0.5, 0.75, 1]);
    await session.reset(task(7), 0);
    expect(await say('finish', '{"answer": "Oslo"}')).toMatchObject({ reward: 0, done: true });
    await session.reset(task(7), 0);
    await say('delete_task', '{"task_id": "193"}');
    expect(await say('finish', '{"answer": "Quito"}')).toMatchObject({ reward: 0, done: true });
  });
});

describe('boards', () => {
  const copy = (state: State): State => ({ ...state, projects: new Map(state.projects), tasks: new Map(state.tasks) });
  const run = (state: State, name: string, args: Record<string, string | boolean>) =>
    TOOLS.find((tool) => tool.name === name)?.run(state, args);

  it('have names and ids once, and dates and minutes once in a project', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { projects, tasks, city, today } = makeBoard(random(seed), { projects: 3, tasks: 3 });
        expect([projects.size, tasks.size]).toEqual([3, 9]);
        const once = (list: readonly unknown[]) => new Set(list).size === list.length;
        expect(once([...projects.values()].map(({ name }) => name))).toBe(true);
        expect(once([...tasks.values()].map(({ content }) => content))).toBe(true);
        for (const id of projects.keys()) {
          const own = [...tasks.values()].filter(({ project }) => project === id);
          expect([own.length, once(own.map(({ due }) => due)), once(own.map(({ minutes }) => minutes))]).toEqual([
            3,
            true,
            true,
          ]);
          for (const { due } of own) expect(isDate(due)).toBe(true);
        }
        expect([CITIES.includes(city), isDate(today)]).toEqual([true, true]);
      }),
    );
  });

  it('lose exactly the task that is deleted, and get back what was there before', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(8), fc.nat(2), (seed, t, p) => {
        const state = makeBoard(random(seed), { projects: 3, tasks: 3 });
        const before = copy(state);
        const own = [...state.tasks.values()][t];
        const project = [...state.projects.values()][p];
        if (own === undefined || project === undefined) throw new Error('no task');
        run(state, 'update_task', { task_id: own.id, due_date: '2024-05-28' });
        run(state, 'update_project', { project_id: project.id, is_favorite: !project.favorite });
        expect(sameBoard(state, before)).toBe(false);
        run(state, 'update_task', { task_id: own.id, due_date: own.due });
        run(state, 'update_project', { project_id: project.id, is_favorite: project.favorite });
        expect(sameBoard(state, before)).toBe(true);
        run(state, 'delete_task', { task_id: own.id });
        expect([...state.tasks.keys()]).toEqual([...before.tasks.keys()].filter((id) => id !== own.id));
        expect([...state.tasks.values()]).toEqual([...before.tasks.values()].filter(({ id }) => id !== own.id));
      }),
    );
  });
});

describe('the expert of todo', () => {
  it('sets right due dates and favorites that others changed', async () => {
    const draws = random(17);
    for (const one of environment.tasks('dev').slice(0, 90)) {
      await session.reset(one, 0);
      let last: StepResult = { observation: '', reward: 0, done: false };
      for (let round = 0; round < 40 && !last.done; round++) {
        const listed = session.actions?.() ?? [];
        const stray = listed.filter((action) => action.startsWith('update_'));
        last = await session.step(round === 0 || round === 2 ? draws.pick(stray) : (session.expert?.().action ?? ''));
      }
      expect(last).toMatchObject({ reward: 1, done: true });
    }
  });
});
