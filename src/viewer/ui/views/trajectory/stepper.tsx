/**
 * Moves through the steps: buttons, a strip with one mark a step, and keys (j and k, or left and right, and p to play).
 * Playing stops at the end, and with any other move.
 */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TrajectoryView, TurnView } from '../../../api.ts';
import { reward } from '../../wording.ts';

interface StepperProps {
  one: TrajectoryView;
  step: number;
  last: number;
  onStep: (step: number) => void;
}

/** A step while playing (ms). */
const PACE = 1200;

export function Stepper({ one, step, last, onStep }: StepperProps): JSX.Element {
  const [playing, setPlaying] = useState(false);
  const move = (to: number): void => {
    setPlaying(false);
    if (to >= 0 && to <= last) onStep(to);
  };
  const play = (): void => {
    if (!playing && step === last) onStep(0);
    setPlaying(!playing);
  };
  useEffect(() => {
    if (!playing) return undefined;
    if (step >= last) {
      setPlaying(false);
      return undefined;
    }
    const timer = setTimeout(() => onStep(step + 1), PACE);
    return () => clearTimeout(timer);
  }, [playing, step, last]);
  useKeys({ next: () => move(step + 1), previous: () => move(step - 1), play });
  const turns = new Map(one.turns.filter(({ kind }) => kind === 'turn').map((turn) => [turn.round, turn]));
  return (
    <div class="stepper" role="group" aria-label="Steps">
      <div class="stepper-buttons">
        <button type="button" onClick={() => move(step - 1)} disabled={step === 0} aria-keyshortcuts="k ArrowLeft">
          <span class="hidden">Previous step</span>
          <Arrow turned />
        </button>
        <button type="button" class="primary" onClick={play} aria-keyshortcuts="p" disabled={last === 0}>
          {playing ? 'Pause' : 'Play'}
        </button>
        <button type="button" onClick={() => move(step + 1)} disabled={step === last} aria-keyshortcuts="j ArrowRight">
          <span class="hidden">Next step</span>
          <Arrow />
        </button>
      </div>
      <ol class="strip">
        {Array.from({ length: last + 1 }, (_, round) => (
          <li key={round}>
            <button
              type="button"
              class={markOf(turns.get(round), round)}
              aria-current={round === step ? 'step' : undefined}
              aria-label={nameOf(turns.get(round), round)}
              onClick={() => move(round)}
            >
              <i />
            </button>
          </li>
        ))}
      </ol>
      <p class="stepper-said" aria-live="polite">
        Step {step} of {last}
        <span class="hidden">: {nameOf(turns.get(step), step)}</span>
      </p>
      <p class="keys" aria-hidden="true">
        <kbd>k</kbd> <kbd>j</kbd> step <kbd>p</kbd> play
      </p>
    </div>
  );
}

function Arrow({ turned = false }: { turned?: boolean }): JSX.Element {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <path d={turned ? 'M8 2 4 6l4 4' : 'M4 2l4 4-4 4'} class="arrow" />
    </svg>
  );
}

function markOf(turn: TurnView | undefined, round: number): string {
  if (round === 0) return 'strip-start';
  if (turn?.parseError !== undefined) return 'strip-unread';
  return (turn?.reward ?? 0) > 0 ? 'strip-reward' : 'strip-plain';
}

function nameOf(turn: TurnView | undefined, round: number): string {
  if (round === 0) return 'Before the first turn';
  if (turn?.parseError !== undefined) return `Step ${round}, no action`;
  const gave = turn?.reward === undefined || turn.reward === 0 ? '' : `, reward ${reward(turn.reward)}`;
  return `Step ${round}, ${turn?.action ?? 'turn'}${gave}`;
}

interface Keys {
  next: () => void;
  previous: () => void;
  play: () => void;
}

function useKeys(keys: Keys): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest('input, select, textarea, pre') !== null) return;
      const act = { j: keys.next, ArrowRight: keys.next, k: keys.previous, ArrowLeft: keys.previous, p: keys.play }[
        event.key
      ];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });
}
