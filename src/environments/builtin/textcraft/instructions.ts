/** What a policy is told before the first observation, in our own words. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../../contract.ts';
import { actionSpace } from './action-space.ts';

/** In ReAct. Tuned settings and trained models depend on every word of it. */
const RULES = `You craft an item from a list of commands. Each turn, think, then give one action:
get N item (only items that cannot be crafted)
craft N item using N item, N item (exactly as listed)
inventory (what you have)
Where the list says that planks can be oak planks, these will do.
Answer in this form:
Thought: what you need next
Action: your action`;

const TASK = `You craft an item from a list of commands. Each turn, think, then call one function.
Where the list says that planks can be oak planks, these will do.`;

/** Two messages: the rules, and the answer that AgentTraj conversations begin with. */
export function instructions(format: ActionFormatName = 'react'): readonly Message[] {
  const rules = format === 'react' ? RULES : `${TASK}\n${describeActions(actionSpace, format)}`;
  return [
    { role: 'user', content: rules },
    { role: 'assistant', content: 'OK.' },
  ];
}
