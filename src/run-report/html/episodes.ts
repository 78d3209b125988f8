/** Trajectories on a report's page: conversations that open by themselves, without a script. */
import { brieflyText } from '../../report/format.ts';
import type { TurnView } from '../../viewer/api.ts';
import type { Episode } from '../episodes.ts';
import { html, type Markup } from './parts.ts';

/** Of a turn: instructions and observations may be long, and the file is to be mailed. */
const MOST_CHARACTERS = 3000;

const WHY: Record<Episode['why'], string> = {
  gained: 'gained: solved now, and not by the cloned agent',
  lost: 'lost: solved by the cloned agent, and not now',
  longest: 'among the longest',
};

export function episodesSection(episodes: readonly Episode[]): Markup | string {
  if (episodes.length === 0) return '';
  return html`<section><h2>Trajectories</h2>
<p class="muted">Of what was promoted. Each opens with a click; all others are in the run directory.</p>${episodes.map(episode)}</section>`;
}

function episode({ why, trajectory }: Episode): Markup {
  const { environment, task, outcome, rounds, reward, turns } = trajectory;
  const result = `${outcome}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, reward ${reward === null ? 'n/a' : reward.toFixed(2)}`;
  return html`<details><summary><b>${task}</b> <span class="muted">${environment} · ${WHY[why]} · ${result}</span></summary>
<ol class="turns">${turns.map(turn)}</ol></details>`;
}

const WHO: Record<TurnView['kind'], string> = {
  instructions: 'instructions',
  observation: 'environment',
  correction: 'environment, to a turn without an action',
  turn: 'agent',
};

function turn(view: TurnView): Markup {
  const { kind, round, content, reward, parseError, seconds } = view;
  const who = kind === 'turn' ? `agent, round ${round}` : WHO[kind];
  const gained = reward === undefined ? '' : ` · reward ${reward}`;
  const took = seconds === undefined ? '' : ` · ${brieflyText(seconds)}`;
  return html`<li class="${kind}"><span class="who">${who}${took}${gained}${parseError === undefined ? '' : ` · no action: ${parseError}`}</span>
<pre>${clipped(content)}</pre></li>`;
}

function clipped(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS)}\n… ${text.length - MOST_CHARACTERS} more characters`;
}
