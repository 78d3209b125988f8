/** Log-probabilities as shades behind the tokens, with the switch and the key; figures for those who hover or ask. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { TurnView } from '../../../api.ts';
import { percent } from '../../wording.ts';
import { piecesOf, surprise, type TokenPiece } from './tokens.ts';

const KEY = ['≥ 90 %', '50–90 %', '10–50 %', '1–10 %', '< 1 %'] as const;

export function useColouring(): { on: boolean; control: JSX.Element } {
  const [on, set] = useState(true);
  const control = (
    <div class="colouring">
      <label class="switch">
        <input type="checkbox" checked={on} onChange={({ currentTarget }) => set(currentTarget.checked)} />
        Probability of tokens
      </label>
      {on ? (
        <ul class="shades" aria-label="Shades, by the probability that a token had">
          {KEY.map((text, level) => (
            <li key={text} class={`shade-${level}`}>
              {text}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
  return { on, control };
}

/** `text` of a turn, shaded by its tokens where they are known and asked for. */
export function Coloured({ turn, text, on }: { turn: TurnView; text: string; on: boolean }): JSX.Element {
  const pieces = on && turn.tokens !== undefined ? piecesOf(turn.tokens, text) : undefined;
  if (pieces === undefined) return <>{text}</>;
  return (
    <>
      {pieces.map((piece, i) => (
        <Token key={i} piece={piece} />
      ))}
    </>
  );
}

function Token({ piece: { text, logprob } }: { piece: TokenPiece }): JSX.Element {
  const level = surprise(logprob);
  if (level === 0 || logprob === null) return <>{text}</>;
  return (
    <span class={`shade-${level}`} title={`${percent(Math.exp(logprob))}, ${logprob.toFixed(2)} nats`}>
      {text}
    </span>
  );
}
