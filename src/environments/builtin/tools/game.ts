/**
 * One episode in a tool world. Reward: the share of the sub-goals that are reached, the right end being one of them; never
 * less than before, as in AgentBoard. 1 only by `finish` with the right answer and, where the state is judged, with the
 * right state; a right answer is worth 1 however it was found.
 */
import type { StepResult } from '../../contract.ts';
import { sameAnswer } from './answers.ts';
import { callKey, callText, readCall } from './calls.ts';
import { faults } from './faults.ts';
import type { Move, Tool, ToolCall, Trial } from './world.ts';

export const CHECK = 'check_valid_actions';
export const FINISH = 'finish';
const CHECK_TEXT = callText({ tool: CHECK, args: {} });

export const says = {
  goal: (goal: string) => `Goal: ${goal}`,
  tools: (names: readonly string[]) => `Tools: ${names.join(', ')}.`,
  right: () => 'The task is done.',
  wrong: () => 'Finished. That was not right.',
  over: () => 'The task is over.',
} as const;

/** The tools that every world has. */
const COMMON_TOOLS: readonly Omit<Tool<never>, 'run'>[] = [
  { name: CHECK, description: 'Lists the tools.', parameters: [] },
  {
    name: FINISH,
    description: 'Gives the answer and ends the task.',
    parameters: [{ name: 'answer', type: 'answer', description: 'the answer' }],
  },
];

/** Where no answer is asked for. */
const ANSWERLESS_TOOLS: typeof COMMON_TOOLS = COMMON_TOOLS.map((tool) =>
  tool.name === FINISH
    ? {
        name: FINISH,
        description: 'Ends the task.',
        parameters: tool.parameters.map((parameter) => ({ ...parameter, optional: true })),
      }
    : tool,
);

export function commonTools({ answerless }: { readonly answerless?: true }): typeof COMMON_TOOLS {
  return answerless ? ANSWERLESS_TOOLS : COMMON_TOOLS;
}

export class ToolGame<State> {
  readonly trial: Trial<State>;
  readonly #tools: ReadonlyMap<string, Omit<Tool<State>, 'run'> & Partial<Tool<State>>>;
  readonly #restates: boolean;
  readonly #made = new Set<string>();
  /** The texts of a world's calls, which are mostly the same list again. */
  #listed: { calls: readonly ToolCall[]; texts: readonly string[] } = { calls: [], texts: [] };
  /** The same with the expert's call, which is mostly the same too. */
  #offered: { move?: Move; of: readonly string[]; texts: readonly string[] } = { of: [], texts: [] };
  #best = 0;
  #over = false;

  /** `tools`: the world's and the common ones, by name. */
  constructor(
    trial: Trial<State>,
    tools: ReadonlyMap<string, Omit<Tool<State>, 'run'> & Partial<Tool<State>>>,
    restates: boolean,
  ) {
    this.trial = trial;
    this.#tools = tools;
    this.#restates = restates;
  }

  act(action: string): StepResult {
    if (this.#over) return { observation: says.over(), reward: 0, done: true };
    const call = readCall(this.#tools, action);
    if ('error' in call) return this.#answer(call.error);
    if (call.tool === FINISH) return this.#finish(call.args['answer']);
    if (call.tool === CHECK) return this.#answer(says.tools([...this.#tools.keys()]));
    const result = this.#tools.get(call.tool)?.run?.(this.trial.state, call.args);
    if (result === undefined) return this.#answer(faults.noTool(call.tool));
    if ('fault' in result) return this.#answer(faults.ofTool(result.fault));
    this.#made.add(callKey(call.tool, call.args));
    return this.#answer(result.text);
  }

  expert(): Move {
    return this.trial.expert(this.#made);
  }

  /** Texts of calls; the expert's is among them. */
  actions(): readonly string[] {
    const calls = this.trial.calls(this.#made);
    if (this.#listed.calls !== calls) this.#listed = { calls, texts: [...new Set(calls.map(callText)), CHECK_TEXT] };
    const move = this.expert();
    const { texts } = this.#listed;
    if (this.#offered.move !== move || this.#offered.of !== texts) {
      const expert = callText(move);
      this.#offered = { move, of: texts, texts: texts.includes(expert) ? texts : [...texts, expert] };
    }
    return this.#offered.texts;
  }

  #answer(text: string): StepResult {
    this.#best = Math.max(this.#best, this.#progress());
    const observation = this.#restates ? `${text}\n${says.goal(this.trial.goal)}` : text;
    return { observation, reward: this.#best, done: false };
  }

  #finish(given: unknown): StepResult {
    const { answer, state } = this.trial;
    this.#over = true;
    const kept = (this.trial.conditions?.(state).every(Boolean) ?? true) && (this.trial.intact?.(state) ?? true);
    const right = kept && (answer === undefined || sameAnswer(given, answer));
    this.#best = right ? 1 : Math.max(this.#best, this.#progress());
    return { observation: right ? says.right() : says.wrong(), reward: this.#best, done: true };
  }

  /** Below 1: the end itself is a sub-goal. */
  #progress(): number {
    const facts = this.trial.facts ?? [];
    const conditions = this.trial.conditions?.(this.trial.state) ?? [];
    const reached = facts.filter((fact) => this.#made.has(fact)).length + conditions.filter(Boolean).length;
    return reached / (facts.length + conditions.length + 1);
  }
}
