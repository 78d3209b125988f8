/** The state after a step as its environment draws it. An image cannot run anything, whatever is in it. */
import type { JSX } from 'preact';
import type { PicturesAnswer } from '../../../api.ts';
import type { Asked } from '../../client.ts';
import { useTheme } from '../../theme.ts';

/** Drawings take the colour of the text around them, which an image has to be told. */
function sourceOf(svg: string, theme: 'light' | 'dark'): string {
  const told = svg.replace('<svg ', `<svg color="${theme === 'dark' ? '#e2e9ea' : '#142024'}" `);
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(told)}`;
}

export function Picture({ asked, step }: { asked: Asked<PicturesAnswer>; step: number }): JSX.Element | null {
  const { shown } = useTheme();
  if (asked.error !== undefined) return <p class="hint">No picture: {asked.error.message}</p>;
  if (asked.answer === undefined) return <div class="picture waiting" aria-hidden="true" />;
  const { pictures, why, parted } = asked.answer;
  const svg = pictures[step];
  return (
    <figure class="picture">
      {svg === undefined || svg === null ? (
        <p class="hint">{why ?? 'This state has no picture.'}</p>
      ) : (
        <img
          src={sourceOf(svg, shown)}
          alt={
            step === 0
              ? 'The state before the first turn; the observation says the same'
              : `The state after step ${step}; the observation says what changed`
          }
        />
      )}
      <figcaption>
        {step === 0 ? 'At the beginning' : `After step ${step}`}
        {parted === undefined || step < parted ? null : (
          <span class="signal">
            {' '}
            The environment has changed since: from step {parted} on, this is not what was played.
          </span>
        )}
      </figcaption>
    </figure>
  );
}
