/** Texts that together hold every word a tool environment, its instructions and its expert can say. */
import type { Message } from '../../contract.ts';
import { callText } from './calls.ts';
import { faults, KINDS } from './faults.ts';
import { commonTools, FINISH, says } from './game.ts';
import type { ToolWorld } from './world.ts';

export function* lexiconOf<State>(world: ToolWorld<State>, instructions: readonly Message[]): Iterable<string> {
  for (const { content } of instructions) yield content;
  const tools = [...world.tools, ...commonTools(world)];
  const names = tools.map(({ name }) => name);
  yield says.tools(names);
  yield [says.goal('goal'), says.right(), says.wrong(), says.over()].join('\n');
  for (const { name, parameters } of tools) {
    yield callText({ tool: name, args: Object.fromEntries(parameters.map((parameter) => [parameter.name, 'value'])) });
  }
  yield [faults.empty(), faults.noInput(), faults.noTool(FINISH), faults.notJson(), faults.ofTool('')].join('\n');
  yield [faults.unknownArgument('name', FINISH, names), faults.unknownArgument('name', FINISH, [])].join('\n');
  yield faults.missing('name', FINISH, names);
  yield Object.keys(KINDS)
    .map((type) => faults.wrongType('name', type))
    .join('\n');
  yield* world.words();
}
