/** The tools as declared actions: one call each, whose text is the ReAct action. */
import type { ActionDefinition, ActionSpace } from '../../contract.ts';
import type { Signature } from './calls.ts';
import type { ToolParameter } from './world.ts';

export function actionSpaceOf(tools: readonly (Signature & { readonly description: string })[]): ActionSpace {
  return { kind: 'calls', actions: tools.map(definitionOf) };
}

function definitionOf({
  name,
  description,
  parameters,
}: Signature & { readonly description: string }): ActionDefinition {
  const needed = parameters.filter(({ optional }) => !optional);
  const holes = needed.map((parameter) => `"${parameter.name}": ${hole(parameter)}`);
  return {
    name,
    description,
    parameters: needed.map(({ name: own, type, description: what }) => ({
      name: own,
      type: type === 'list' || type === 'answer' ? 'string' : type,
      description: type === 'list' ? `${what}, as JSON` : what,
    })),
    template: `${name} with Action Input: {${holes.join(', ')}}`,
  };
}

function hole({ name, type }: ToolParameter): string {
  return type === 'string' || type === 'answer' ? `"{${name}}"` : `{${name}}`;
}
