/** The conversation, grouped by steps. What model and environment said is shown as text and never as anything else. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { TrajectoryView, TurnView } from '../../../api.ts';
import { type TrajectoryName, views } from '../../addresses.ts';
import { briefly, plural, reward } from '../../wording.ts';
import { Coloured } from './colouring.tsx';

interface ConversationProps {
  one: TrajectoryView;
  step: number;
  coloured: boolean;
  name: TrajectoryName;
}

export function Conversation({ one, step, coloured, name }: ConversationProps): JSX.Element {
  const instructions = one.turns.filter(({ kind }) => kind === 'instructions');
  const rounds = [...new Set(one.turns.filter(({ kind }) => kind !== 'instructions').map(({ round }) => round))];
  return (
    <div class="conversation">
      {instructions.length === 0 ? null : <Instructions turns={instructions} />}
      <ol class="rounds" start={0}>
        {rounds.map((round) => (
          <Round
            key={round}
            round={round}
            turns={turnsOf(one, round)}
            current={round === step}
            coloured={coloured}
            href={views.trajectory(name, round)}
          />
        ))}
      </ol>
    </div>
  );
}

/** Without a correction that the turn before it is shown with. */
function turnsOf(one: TrajectoryView, round: number): TurnView[] {
  const turns = one.turns.filter((turn) => turn.round === round && turn.kind !== 'instructions');
  const said = turns.map(({ parseError }) => parseError);
  return turns.filter(({ kind, content }) => kind !== 'correction' || !said.includes(content));
}

function Instructions({ turns }: { turns: readonly TurnView[] }): JSX.Element {
  return (
    <details class="instructions">
      <summary>Instructions, {plural(turns.length, 'message')}</summary>
      {turns.map((turn, i) => (
        <div key={i} class="said said-instructions">
          <p class="who">{turn.role === 'assistant' ? 'canned answer' : turn.role}</p>
          <div class="text">{turn.content}</div>
        </div>
      ))}
    </details>
  );
}

interface RoundProps {
  round: number;
  turns: readonly TurnView[];
  current: boolean;
  coloured: boolean;
  href: string;
}

function Round({ round, turns, current, coloured, href }: RoundProps): JSX.Element {
  const place = useRef<HTMLLIElement>(null);
  const first = useRef(true);
  useEffect(() => {
    const opening = first.current;
    first.current = false;
    // The page opens at its top, also on the first step.
    if (!current || (opening && round === 0)) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    place.current?.scrollIntoView({ block: 'nearest', behavior: calm || opening ? 'auto' : 'smooth' });
  }, [current]);
  return (
    <li ref={place} class={current ? 'round current' : 'round'} aria-current={current ? 'step' : undefined}>
      <a class="round-number" href={href} aria-label={`Go to step ${round}`}>
        {round}
      </a>
      <div class="round-body">
        {turns.map((turn, i) =>
          turn.kind === 'turn' ? <Turn key={i} turn={turn} coloured={coloured} /> : <Heard key={i} turn={turn} />,
        )}
      </div>
    </li>
  );
}

/** What the environment said, or what the policy was told of a turn that held no action. */
function Heard({ turn }: { turn: TurnView }): JSX.Element {
  const correction = turn.kind === 'correction';
  return (
    <div class={correction ? 'said said-correction' : 'said said-observation'}>
      <p class="who">
        {correction ? 'told' : 'observation'}
        {turn.seconds === undefined ? null : <span class="took">{briefly(turn.seconds)}</span>}
      </p>
      <div class="text">{turn.content}</div>
    </div>
  );
}

/** The policy's own turn. Where its parts are not known apart, all that it said. */
function Turn({ turn, coloured }: { turn: TurnView; coloured: boolean }): JSX.Element {
  const { thought, action, parseError, reasoning, content, toolCalls } = turn;
  const apart = parseError === undefined && action !== undefined;
  return (
    <div class={parseError === undefined ? 'said said-turn' : 'said said-turn unread'}>
      {reasoning === undefined ? null : (
        <>
          <p class="who">reasoning</p>
          <div class="text reasoning">{reasoning}</div>
        </>
      )}
      {apart && thought !== undefined && thought !== '' ? (
        <>
          <p class="who">thought</p>
          <div class="text thought">
            <Coloured turn={turn} text={thought} on={coloured} />
          </div>
        </>
      ) : null}
      <p class="who">{apart ? 'action' : 'said'}</p>
      <div class={apart ? 'text action' : 'text'}>
        <Coloured turn={turn} text={apart ? action : content} on={coloured} />
      </div>
      {toolCalls === undefined ? null : (
        <>
          <p class="who">calls</p>
          <div class="text">{toolCalls.map((call) => `${call.name} ${call.arguments}`).join('\n')}</div>
        </>
      )}
      {parseError === undefined ? null : (
        <>
          <p class="who signal">no action</p>
          <p class="why">It cost a round. The policy was told: {parseError}</p>
        </>
      )}
      <Outcome turn={turn} />
    </div>
  );
}

function Outcome({ turn }: { turn: TurnView }): JSX.Element | null {
  const parts = [
    turn.seconds === undefined ? '' : briefly(turn.seconds),
    turn.tokenCount === undefined ? '' : plural(turn.tokenCount, 'token'),
    turn.logprob === undefined ? '' : `${turn.logprob.toFixed(3).replace('-', '−')} nats a token`,
  ].filter((part) => part !== '');
  if (turn.reward === undefined && parts.length === 0) return null;
  return (
    <>
      <p class="who">reward</p>
      <p class="came">
        <span class={(turn.reward ?? 0) > 0 ? 'reward gained' : 'reward'}>{reward(turn.reward)}</span>
        <span class="muted">{parts.join(', ')}</span>
      </p>
    </>
  );
}
