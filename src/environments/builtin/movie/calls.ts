/** Calls that make sense in a task of the movie world, for the random policy and for people. */
import { once } from '../once.ts';
import { FINISH } from '../tools/game.ts';
import type { ToolCall } from '../tools/world.ts';
import type { Snapshot } from './data.ts';
import { tools } from './tools.ts';

/** Films and people of whom every tool is listed; all can be searched for. */
const LISTED = 3;

/** The same list at every step, made at the first. */
export function listedCalls(snapshot: Snapshot): () => readonly ToolCall[] {
  return once(() => makeCalls(snapshot));
}

function makeCalls({ films, people }: Snapshot): ToolCall[] {
  const calls: ToolCall[] = [];
  for (const { name, parameters } of tools) {
    const [parameter = ''] = parameters.map((one) => one.name);
    const values: Readonly<Record<string, readonly string[]>> = {
      movie_name: films.map(({ title }) => title),
      person_name: people.map(({ name: own }) => own),
      movie_id: films.slice(0, LISTED).map(({ id }) => id),
      person_id: people.slice(0, LISTED).map(({ id }) => id),
    };
    for (const value of values[parameter] ?? []) calls.push({ tool: name, args: { [parameter]: value } });
  }
  const [film, person] = [films[0], people[0]];
  const answers = [film?.date, String(film?.budget), film?.genres.join(', '), person?.name, person?.birthday];
  return [...calls, ...answers.map((answer) => ({ tool: FINISH, args: { answer: answer ?? '' } }))];
}
