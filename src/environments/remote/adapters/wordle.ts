/** wordle: guessing a word of five letters (LMRL-Gym). */
import { type Adapter, textsOf } from '../adapter.ts';
import { betweenActions } from '../turns.ts';

export const wordle: Adapter = {
  name: 'wordle',
  path: '/wordle',
  idField: 'id',
  create: { answer: 'object' },
  reset: { index: 'seed' },
  // After a reset these are all the words; later on the server would give the solution away here.
  opening: {
    from: 'get',
    path: 'filtered_vocab',
    text: (answer) => {
      const words = textsOf(answer);
      return words === undefined || words.length === 0 ? undefined : `The words are: ${words.join(', ')}.`;
    },
  },
  hiddenStart: true,
  step: { text: 'observation', reward: 'reward', done: 'done' },
  close: 'no',
  reward: { min: 0, max: 1, successAbove: 0.99 },
  rounds: 8,
  readTurn: betweenActions,
  actionSpace: {
    kind: 'text',
    action: {
      name: 'guess',
      description: 'Guess a word.',
      parameters: [{ name: 'word', type: 'string', description: 'five letters, separated by spaces' }],
      template: '{word}',
    },
  },
  task: `You guess a hidden word of five letters, in at most six tries. Every try is answered with five marks, one for each
letter: g (right letter, right place), y (the word has this letter, elsewhere), b (the word does not have it). Only
words of the list count; any other guess costs a try.`,
  actions: `A guess is written with spaces between its letters, like p a n i c.`,
  // The third turn is rules with the list of words in them, the same for every task.
  trajectoryOpening: (third) => () => third,
  form: 'Answer each time in this form:\nThought: what you know so far\nAction: your guess',
};
