/** What a policy is told before the first observation, in our own words. */
import { describeActions } from '../../action-formats/describe.ts';
import type { ActionFormatName, Message } from '../../contract.ts';
import { actionSpace } from './action-space.ts';

/** In ReAct. */
const RULES = `Do an experiment in a house. Only focus on what the task is about. Each turn, think, then give one action:
go to kitchen, look around, look at stove
open fridge, close fridge
pick up cup, put down cup, move cup to stove
pour cup into pot
activate stove, deactivate stove
connect red wire to bulb, disconnect bulb
use thermometer on tea
focus on tea
wait, wait1, inventory, task
Thought: what you see and need
Action: your action`;

const TASK = `Do an experiment in a house. Only focus on what the task is about. Each turn, think, then call one function.`;

export function instructions(format: ActionFormatName = 'react'): readonly Message[] {
  const rules = format === 'react' ? RULES : `${TASK}\n${describeActions(actionSpace, format)}`;
  return [
    { role: 'user', content: rules },
    { role: 'assistant', content: 'OK.' },
  ];
}
