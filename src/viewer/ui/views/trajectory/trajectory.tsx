/** One trajectory, replayed step by step: the conversation, the state as a picture, and the same task elsewhere. */
import type { JSX } from 'preact';
import type { PicturesAnswer, TrajectoryView } from '../../../api.ts';
import { api, type TrajectoryName, views } from '../../addresses.ts';
import { useAnswer } from '../../client.ts';
import { OutcomeLabel } from '../../parts/figures.tsx';
import { Page, RunTabs } from '../../parts/page.tsx';
import { Answered } from '../../parts/states.tsx';
import { go, usePlace } from '../../router.ts';
import { about, duration, placeOf, reward } from '../../wording.ts';
import { Conversation } from './conversation.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { Picture } from './picture.tsx';
import { Stepper } from './stepper.tsx';
import { useColouring } from './colouring.tsx';

export function TrajectoryScreen({ name }: { name: TrajectoryName }): JSX.Element {
  const asked = useAnswer<TrajectoryView>(api.trajectory(name));
  const one = asked.answer;
  const trail = (
    <>
      <a href={views.runs}>Runs</a> <span aria-hidden="true">/</span> <a href={views.run(name.run)}>{name.run}</a>{' '}
      <span aria-hidden="true">/</span> <a href={views.trajectories(name.run, { file: name.file })}>{name.file}</a>
    </>
  );
  return (
    <Page title={name.id} trail={trail} aside={one === undefined ? null : <OutcomeLabel outcome={one.outcome} />}>
      <RunTabs run={name.run} here={null} />
      <Answered asked={asked} what="Reading the trajectory">
        {(trajectory) => <Replay name={name} one={trajectory} />}
      </Answered>
    </Page>
  );
}

function Replay({ name, one }: { name: TrajectoryName; one: TrajectoryView }): JSX.Element {
  const { query } = usePlace();
  const last = Math.max(0, ...one.turns.map(({ round }) => round));
  const asked = query.get('step');
  const step = asked === null ? 0 : Math.min(last, Math.max(0, Math.trunc(Number(asked)) || 0));
  const pictures = useAnswer<PicturesAnswer>(one.pictures ? api.pictures(name) : null);
  const colouring = useColouring();
  const hasTokens = one.turns.some(({ tokens }) => tokens !== undefined);
  return (
    <>
      {one.error === undefined ? null : (
        <p class="notes signal" role="note">
          <code>{one.error.code}</code> {one.error.message} It has no reward, and counts in no rate.
        </p>
      )}
      <Stepper one={one} step={step} last={last} onStep={(to) => go(views.trajectory(name, to), true)} />
      <div class="replay">
        <div class="replay-main">
          {hasTokens ? colouring.control : null}
          <Conversation one={one} step={step} coloured={hasTokens && colouring.on} name={name} />
        </div>
        <aside class="replay-side" aria-label="State and context">
          {one.pictures ? <Picture asked={pictures} step={step} /> : null}
          <Elsewhere name={name} one={one} />
          <Facts one={one} />
        </aside>
      </div>
    </>
  );
}

function Facts({ one }: { one: TrajectoryView }): JSX.Element {
  const { prompt, cached, completion } = one.usage;
  const facts: readonly (readonly [string, string])[] = [
    ['Task', one.group === undefined ? one.task : `${one.task}, ${one.group}`],
    ['Environment', one.environment],
    ['Played', placeOf(one)],
    ['Policy', one.policy],
    [
      'Reward',
      one.rewardRaw === one.reward ? reward(one.reward) : `${reward(one.reward)} (raw ${reward(one.rewardRaw)})`,
    ],
    ['Rounds', String(one.rounds)],
    ...(one.parseErrors === 0 ? [] : [['Without an action', String(one.parseErrors)] as const]),
    [
      'Time',
      one.rounds > 0
        ? `${duration(one.seconds)}, ${duration(one.seconds / one.rounds)} a round`
        : duration(one.seconds),
    ],
    ...(prompt + completion === 0
      ? []
      : [['Tokens', `${about(prompt)} read (${about(cached)} cached), ${about(completion)} written`] as const]),
    ['Temperature', String(one.temperature)],
    ['Sample, seed', `${one.sample}, ${one.seed}`],
    ...(one.cost === undefined ? [] : [['Cost', one.cost.toFixed(4)] as const]),
    ...(one.restarts === undefined ? [] : [['Restarts', String(one.restarts)] as const]),
    ['Fingerprint', one.fingerprint.slice(0, 12)],
  ];
  return (
    <dl class="facts compact">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
