/**
 * An environment that says what a recorded server said: the answer that is played next is read for its observation,
 * reward, end, actions and details. So a server around it must answer as the recorded one did, to the last digit.
 */
import { defineEnvironment } from '../../src/environments/define.ts';
import type { Environment, Session } from '../../src/environments/contract.ts';
import type { Exchange } from './transcripts.ts';

export interface Scripted {
  environment: Environment;
  /** Sets what is played next: the first of these exchanges, for texts the first that has one. */
  play: (rest: readonly Exchange[]) => void;
}

export function scriptedEnvironment(name: string, tasks: number): Scripted {
  let rest: readonly Exchange[] = [];
  const now = (): unknown => rest[0]?.answer;
  const session: Session = {
    reset: async () => ({ observation: textIn(rest), fingerprint: '' }),
    step: async () => {
      const { reward = 0, score = reward, done = false } = fieldsOf(now());
      return { observation: textIn(rest), reward: Number(score), done: done === true };
    },
    close: async () => undefined,
    actions: () => {
      const { available_actions: actions } = fieldsOf(now());
      return (Array.isArray(now()) ? now() : (actions ?? [])) as string[];
    },
    details: () => {
      const said = now();
      if (typeof said === 'string') return { instruction_text: said };
      return Array.isArray(said) ? { filtered_vocab: said } : fieldsOf(said);
    },
  };
  const environment = defineEnvironment({
    name,
    maxRounds: 10,
    reward: { min: -100, max: 100 },
    tasks: { train: tasks },
    instructions: '',
    open: () => session,
  });
  return {
    environment,
    play: (exchanges) => {
      rest = exchanges;
    },
  };
}

function fieldsOf(answer: unknown): Record<string, unknown> {
  return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
}

function textIn(rest: readonly Exchange[]): string {
  for (const { answer, status } of rest) {
    const { observation, state } = fieldsOf(answer);
    const first: unknown = Array.isArray(answer) && answer[1] === null ? answer[0] : undefined;
    const text = [observation, state, first, answer].find((value) => typeof value === 'string');
    if (text !== undefined && status === 200) return text;
  }
  return '';
}
