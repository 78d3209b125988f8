/** babyai's wins: late ones, ones after the step limit, and ones that an action passes by. */
import { listed, walkToGoal } from '../moves/babyai.ts';
import { Game } from '../moves/game.ts';
import { type Probe, Unable } from '../scene.ts';
import { after } from './endings.ts';

/** Level 1 has a limit of 64 moves. Turning around 10 or 20 times leaves everything in its place. */
const IDLE = [40, 80];
const LEVEL_1 = [0, 40, 80, 120];
/** “open the red door”, at index 12 in the original's numbering. */
const DOOR = [12, 52, 92];
const TURNS = 4;

export const babyaiWins: Probe = {
  name: 'late and lost wins of babyai',
  run: async (scene) => {
    const [id] = await scene.visitor.sessions(1);
    if (id === undefined) throw new Unable('no session could be created');
    const game = new Game(scene, id);
    for (const idle of IDLE) await lateWin(game, idle);
    await passingWin(game);
  },
};

async function lateWin(game: Game, idle: number): Promise<void> {
  const { judge, ledger } = game.scene;
  for (const index of LEVEL_1) {
    if (!(await game.reset(index, { quiet: true }))) continue;
    await game.play(Array.from({ length: idle }, () => 'turn left'));
    // The server ended the episode by itself, or refused to go on: there is no late win.
    if (game.over || game.last?.failed === true) return;
    await walkToGoal(game);
    const { last } = game;
    if (last === undefined || last.failed || last.reward === 0) continue;
    if (last.reward > 0 && !last.done) judge.found('win-not-done', last.reply);
    return after(game, last);
  }
  ledger.unable('late wins of babyai', 'no task has its goal in view at the start');
}

async function passingWin(game: Game): Promise<void> {
  const { judge, ledger } = game.scene;
  for (const index of DOOR) {
    const turns = await turnsToDoor(game, index);
    if (turns === undefined) continue;
    const { passing, slow } = actionsFor(game.observation, game.goal);
    const { failed, reply } = await game.step(passing);
    if (failed || game.over) return;
    if (!(await game.reset(index, { quiet: true }))) return;
    await game.play([...turns, ...slow]);
    if (game.over) judge.found('win-lost', reply, `“${slow.join('” and “')}” solve the task.`);
    return;
  }
  ledger.unable('wins that an action passes by', 'no task is there whose goal is to open a closed door in view');
}

/** Turns after which the door of the goal is in view, closed; undefined where it never is. */
async function turnsToDoor(game: Game, index: number): Promise<string[] | undefined> {
  if (!(await game.reset(index, { quiet: true })) || !/open the \w+ door/u.test(game.goal)) return undefined;
  const turns: string[] = [];
  for (; turns.length < TURNS; turns.push('turn left')) {
    const { passing, slow } = actionsFor(game.observation, game.goal);
    const actions = listed(game.observation);
    if (actions.includes(passing) && actions.includes(slow[0])) return turns;
    if ((await game.step('turn left')).failed || game.over) return undefined;
  }
  return undefined;
}

function actionsFor(observation: string, goal: string): { passing: string; slow: [string, string] } {
  const colour = /open the (\w+) door/u.exec(goal)?.[1] ?? '';
  const door = new RegExp(`go through (${colour} closed door \\d+)`, 'u').exec(observation)?.[1] ?? '';
  return { passing: `toggle and go through ${door}`, slow: [`go to ${door}`, 'toggle'] };
}
