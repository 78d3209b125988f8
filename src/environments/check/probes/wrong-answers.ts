/** A wrong answer where an environment takes answers: it may end the episode, or guessing may go on for ever. */
import { type Probe, twoTasks, Unable } from '../scene.ts';

const GUESSES = 4;
const FINISH = 'Action: finish with Action Input: {"answer": "nothing"}';
const WRONG: Readonly<Record<string, string>> = {
  sqlgym: 'SELECT 1',
  searchqa: '<answer>xyzzy</answer>',
  webarena: '```stop [xyzzy]```',
  weather: FINISH,
  movie: FINISH,
  academia: FINISH,
};

export const wrongAnswers: Probe = {
  name: 'wrong answers',
  run: async (scene) => {
    const { visitor, adapter, judge } = scene;
    const action = WRONG[adapter.name];
    if (action === undefined) throw new Unable('no action is known here that is an answer, and a wrong one');
    const [id] = await visitor.sessions(1);
    const [index] = twoTasks(scene);
    if (id === undefined || (await visitor.reset(id, index)) === undefined)
      throw new Unable('the task could not be reset again');
    for (let guess = 1; guess <= GUESSES; guess++) {
      const { failed, done, reward, reply } = await visitor.step(id, action);
      if (failed) return;
      if (done && reward <= 0) judge.found('done-on-wrong', reply);
      if (done) return;
      if (guess === GUESSES) judge.found('unlimited-guesses', reply, `The ${GUESSES}th wrong answer ended nothing.`);
    }
  },
};
