/** What a policy is told before the first observation, in our own words. */
import type { Message } from '../../contract.ts';

const RULES = `You craft an item from a list of commands. Each turn, think, then give one action:
get N item (only items that cannot be crafted)
craft N item using N item, N item (exactly as listed)
inventory (what you have)
Where the list says that planks can be oak planks, these will do.
Answer in this form:
Thought: what you need next
Action: your action`;

/** Two messages: the rules, and the answer that AgentTraj conversations begin with. */
export function instructions(): readonly Message[] {
  return [
    { role: 'user', content: RULES },
    { role: 'assistant', content: 'OK.' },
  ];
}
