/** What a policy is told before the first observation: the world's task, its tools, the form of an answer. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, ActionSpace, Message } from '../../contract.ts';
import type { Signature } from './calls.ts';

const FORM = `Answer in this form:
Thought: what you think
Action: NAME with Action Input: {"argument": "value"}`;

interface Told {
  about: string;
  tools: readonly Signature[];
  space: ActionSpace;
}

export function instructionsOf({ about, tools, space }: Told, format: ActionFormatName): readonly Message[] {
  const rules =
    format === 'react'
      ? `${about} Each turn, think, then use one tool. The tools with their arguments:\n${listed(tools)}\n${FORM}`
      : `${about} Each turn, think, then call one function.\n${describeActions(space, format)}`;
  return [
    { role: 'user', content: rules },
    { role: 'assistant', content: 'OK.' },
  ];
}

/** The tools' names; those with the same arguments in one line. */
export function listed(tools: readonly Signature[]): string {
  const byArguments = new Map<string, string[]>();
  for (const { name, parameters } of tools) {
    const own = parameters.map((one) => (one.optional ? `${one.name} (optional)` : one.name)).join(', ');
    byArguments.set(own, [...(byArguments.get(own) ?? []), name]);
  }
  return [...byArguments].map(([own, names]) => `${names.join(', ')}: ${own === '' ? 'no arguments' : own}`).join('\n');
}
