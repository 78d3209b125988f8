/**
 * The expert: reads what the goal needs, makes its changes, and ends with the answer. What somebody else changed on the
 * way it sets right where that can be done.
 */
import { callKey } from '../tools/calls.ts';
import { FINISH } from '../tools/game.ts';
import { move } from '../tools/plan.ts';
import type { Move } from '../tools/world.ts';
import { type Goal, moveOf } from './goal.ts';
import { thoughts } from './orders.ts';
import { type Board, sameBoard, sameProject, sameTask, type State } from './state.ts';

export interface Plan {
  readonly goal: Goal;
  readonly before: Board;
  readonly wanted: Board;
}

export function nextMove({ goal, before, wanted }: Plan, state: State, made: ReadonlySet<string>): Move {
  for (const read of goal.reads) {
    const { task_id: task } = read.args;
    const there = typeof task !== 'string' || state.tasks.has(task);
    if (there && !made.has(callKey(read.tool, read.args))) return read;
  }
  const repair = repairOf(state, { before, wanted });
  if (repair !== undefined) return repair;
  for (const change of goal.changes) {
    if (change.kind === 'favorite') {
      if (state.projects.get(change.id)?.favorite !== change.value) return moveOf(change);
      continue;
    }
    const [task, target] = [state.tasks.get(change.id), wanted.tasks.get(change.id)];
    if (task !== undefined && (target === undefined || !sameTask(task, target))) return moveOf(change);
  }
  const { answer } = goal;
  if (answer !== undefined) return move(thoughts.answer(answer), FINISH, { answer });
  return move(sameBoard(state, wanted) ? thoughts.done() : thoughts.lost(), FINISH, { answer: 'done' });
}

/** Sets right a due date or a favorite that is neither as before nor as wanted. */
function repairOf(state: State, { before, wanted }: Pick<Plan, 'before' | 'wanted'>): Move | undefined {
  for (const task of state.tasks.values()) {
    const [old, target] = [before.tasks.get(task.id), wanted.tasks.get(task.id)];
    if (old === undefined || task.due === old.due || task.due === target?.due) continue;
    const due = (target ?? old).due;
    return move(thoughts.dueWrong(task.id), 'update_task', { task_id: task.id, due_date: due });
  }
  for (const project of state.projects.values()) {
    const [old, target] = [before.projects.get(project.id), wanted.projects.get(project.id)];
    if (old === undefined || target === undefined) continue;
    if (sameProject(project, old) || sameProject(project, target)) continue;
    const args = { project_id: project.id, is_favorite: target.favorite };
    return move(thoughts.favoriteWrong(project.name), 'update_project', args);
  }
  return undefined;
}
