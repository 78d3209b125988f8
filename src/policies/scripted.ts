/**
 * Policies without a model: the expert plays the environment's own solution, the random policy any legal action. Both
 * look into the session, which models never do, and answer in the rollout's action format.
 */
import type { ActionFormat } from '../environments/action-formats/format.ts';
import { renderReact } from '../environments/action-formats/react.ts';
import type { ExpertMove, Session } from '../environments/contract.ts';
import { AgentgymError } from '../errors.ts';
import { random, seedOf } from '../seeds.ts';
import type { Policy } from './contract.ts';

/** Scripted turns take no time; more at once would only hold more sessions open. */
const CONCURRENCY = 16;

/** The next move; `seed` is the turn's. */
type Script = (session: Session, seed: number) => ExpertMove;

/** What a script needs of a session, in words. */
const NEEDS = { expert: 'has no expert', actions: 'does not list its legal actions' } as const;

export interface ExpertOptions {
  /** Probability of a turn, in [0, 1], to play any legal action instead, where the session lists them. Default: 0. */
  epsilon?: number | undefined;
}

/** Plays the expert's moves; E_POLICY_CAPABILITY in an environment that has no expert. */
export function createExpertPolicy({ epsilon = 0 }: ExpertOptions = {}): Policy {
  // Trajectories carry the name, so that those of an imperfect expert do not pass for the expert's.
  const name = epsilon === 0 ? 'expert' : `expert, epsilon ${epsilon}`;
  return createScripted(name, 'expert', (session, seed) => {
    const slip = epsilon === 0 ? undefined : slipOf(session, { seed, epsilon });
    const move = slip ?? session.expert?.();
    if (move === undefined) throw new AgentgymError('E_POLICY_FAILED', 'The expert has no move.');
    return move;
  });
}

/**
 * With the probability epsilon a legal action, drawn with the turn's seed. No thought stands behind it, and none is
 * written: whatever it said would have to be in every environment's lexicon.
 */
function slipOf(session: Session, { seed, epsilon }: { seed: number; epsilon: number }): ExpertMove | undefined {
  const draws = random(seedOf('epsilon', seed));
  if (draws.next() >= epsilon) return undefined;
  const actions = session.actions?.() ?? [];
  return actions.length === 0 ? undefined : { thought: '', action: draws.pick(actions) };
}

/** Plays a legal action drawn with the turn's seed; E_POLICY_CAPABILITY in an environment that does not list them. */
export function createRandomPolicy(): Policy {
  return createScripted('random', 'actions', (session, seed) => {
    const actions = session.actions?.() ?? [];
    if (actions.length === 0) throw new AgentgymError('E_POLICY_FAILED', 'There is no legal action to choose from.');
    return { thought: 'I try something.', action: random(seed).pick(actions) };
  });
}

function written(move: ExpertMove, format: ActionFormat | undefined): string {
  return format === undefined ? renderReact(move) : format.write(move);
}

function createScripted(name: string, need: keyof typeof NEEDS, script: Script): Policy {
  return {
    name,
    checkpoint: undefined,
    concurrency: CONCURRENCY,
    open: ({ session, task, format }) => {
      if (session[need] === undefined) {
        throw new AgentgymError(
          'E_POLICY_CAPABILITY',
          `The ${name} policy cannot play ${task.itemId}: its environment ${NEEDS[need]}.`,
          {
            hint: 'Use another policy for this environment.',
          },
        );
      }
      return {
        complete: async ({ seed }) => ({
          text: written(script(session, seed), format),
          finishReason: 'stop',
          usage: { prompt: 0, cached: 0, completion: 0 },
        }),
        close: () => {},
      };
    },
    close: async () => {},
  };
}
