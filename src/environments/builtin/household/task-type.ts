/** A goal under the names that ALFWorld's servers give: `pick_clean_then_place_in_recep-Mug-None-Cabinet-kitchen`. */
import type { GoalType } from './goals.ts';
import type { World } from './world.ts';

const NAMES: Readonly<Record<GoalType, string>> = {
  place: 'pick_and_place_simple',
  two: 'pick_two_obj_and_place',
  light: 'look_at_obj_in_light',
  clean: 'pick_clean_then_place_in_recep',
  heat: 'pick_heat_then_place_in_recep',
  cool: 'pick_cool_then_place_in_recep',
};

export function taskType({ goal, room }: World): string {
  return [NAMES[goal.type], capital(goal.thing), 'None', capital(goal.target), room.replace(' ', '')].join('-');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
