/** Which probes are run on a server of a name, in their order: what spends sessions or ends them comes last. */
import { actions } from './probes/actions.ts';
import { babyaiWins } from './probes/babyai.ts';
import { closing } from './probes/closing.ts';
import { determinism } from './probes/determinism.ts';
import { endings } from './probes/endings.ts';
import { health } from './probes/health.ts';
import { ids } from './probes/ids.ts';
import { isolation } from './probes/isolation.ts';
import { tooManyMoves } from './probes/maze.ts';
import { refusals } from './probes/refusals.ts';
import { retries } from './probes/retries.ts';
import { shapes } from './probes/shapes.ts';
import { tools } from './probes/tools.ts';
import { hiddenWord } from './probes/wordle.ts';
import { wrongAnswers } from './probes/wrong-answers.ts';
import type { Probe } from './scene.ts';

const GENERAL: readonly Probe[] = [health, shapes, ids, determinism, isolation, refusals, actions, endings, retries];

const OWN: Readonly<Record<string, Probe>> = {
  babyai: babyaiWins,
  maze: tooManyMoves,
  wordle: hiddenWord,
  weather: tools,
  movie: tools,
  academia: tools,
  sheet: tools,
  todo: tools,
};

/** The environments that take answers, rather than moves alone. */
const ANSWERED: readonly string[] = ['sqlgym', 'searchqa', 'webarena', 'weather', 'movie', 'academia', 'sheet', 'todo'];

export function probesFor(name: string, latency: Probe): readonly Probe[] {
  const own = OWN[name];
  const answers = ANSWERED.includes(name) ? [wrongAnswers] : [];
  return [...GENERAL, ...answers, ...(own === undefined ? [] : [own]), latency, closing];
}
