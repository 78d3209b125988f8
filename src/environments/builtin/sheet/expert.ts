/**
 * The expert: opens the sheet, looks at it where the goal names no places, and makes the goal's moves in order. Where
 * somebody else changed something on the way, it puts cell by cell in place what can be.
 */
import { callKey } from '../tools/calls.ts';
import { FINISH } from '../tools/game.ts';
import { move } from '../tools/plan.ts';
import type { Move } from '../tools/world.ts';
import { differing, missingMerges, sameBook } from './changes.ts';
import type { Goal } from './goals.ts';
import { thoughts } from './orders.ts';
import { overlap, type Position, positionName } from './positions.ts';
import { cellAt, type Sheet, type State } from './state.ts';

const LOOK = callKey('get_all_values', {});

export function nextMove({ sheet, look, moves, books }: Goal, state: State, made: ReadonlySet<string>): Move {
  const wanted = books.at(-1);
  if (wanted === undefined || sameBook(state.sheets, wanted)) return finish(thoughts.done());
  if (sheet !== undefined && state.sheets.has(sheet) && state.open !== sheet) return open(sheet);
  if (look && state.open !== undefined && !made.has(LOOK)) return move(thoughts.look(), 'get_all_values');
  const at = books.findLastIndex((book) => sameBook(state.sheets, book));
  const next = moves[at];
  if (next !== undefined) return next;
  for (const [name, target] of wanted) {
    const now = state.sheets.get(name);
    const repair = now && repairOf(now, target);
    if (repair !== undefined) return state.open === name ? repair : open(name);
  }
  const gone = [...state.sheets.keys()].find((name) => !wanted.has(name));
  if (gone !== undefined && state.sheets.size > 1) return move(thoughts.remove(gone), 'del_sheet', { name: gone });
  return finish(thoughts.lost());
}

/** The first thing that brings a sheet closer to what it should be; undefined where nothing does. */
function repairOf(now: Sheet, wanted: Sheet): Move | undefined {
  for (const range of missingMerges(now, wanted)) {
    if (now.merged.some((other) => overlap(other, range))) continue;
    const args = { start_position: positionName(range.from), end_position: positionName(range.to) };
    return move(thoughts.unmerged(), 'merge_cells', args);
  }
  for (const dimension of ['rows', 'columns'] as const) {
    if (now.frozen[dimension] !== wanted.frozen[dimension])
      return move(thoughts.unfreeze(), 'freeze_data', { dimension, num: wanted.frozen[dimension] });
  }
  // A note cannot be taken away in every format: a declared action's texts are not empty.
  const fixable = differing(now, wanted).find(
    (at) => cellAt(now, at).value !== cellAt(wanted, at).value || cellAt(wanted, at).note !== '',
  );
  return fixable && cellRepair(now, wanted, fixable);
}

function cellRepair(now: Sheet, wanted: Sheet, at: Position): Move {
  const [position, cell] = [positionName(at), cellAt(wanted, at)];
  if (cellAt(now, at).value === cell.value)
    return move(thoughts.noted(position), 'update_note', { position, content: cell.note });
  if (cell.value === '') {
    const args = { start_position: position, end_position: position, values_list: [['']] };
    return move(thoughts.emptied(position), 'update_range', args);
  }
  const value = String(cell.value);
  return move(thoughts.value(position, value), 'update_cell', { position, value });
}

function open(sheet: string): Move {
  return move(thoughts.open(sheet), 'open_sheet', { name: sheet });
}

function finish(thought: string): Move {
  return move(thought, FINISH);
}
