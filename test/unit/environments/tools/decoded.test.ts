/** A word-level model's text has other blanks than an expert's: what it writes must still mean the same. */
import { expect, it } from 'vitest';
import { parseReact, renderReact } from '../../../../src/environments/action-formats/react.ts';
import { createAcademia } from '../../../../src/environments/builtin/academia/environment.ts';
import { createMovie } from '../../../../src/environments/builtin/movie/environment.ts';
import { createWeather } from '../../../../src/environments/builtin/weather/environment.ts';
import { scratchDirectory } from '../../../support/scratch.ts';
import { tokenizerOf } from '../../../support/word-level.ts';

const root = scratchDirectory('tools-words');

it.each([createWeather(), createMovie(), createAcademia()])(
  '$name is won by turns that were encoded and decoded',
  async (environment) => {
    const model = await tokenizerOf(environment.lexicon(), root);
    const session = await environment.open();
    for (const task of environment.tasks('eval').slice(0, 60)) {
      await session.reset(task, 0);
      let last = { reward: 0, done: false };
      for (let round = 0; round < environment.maxRounds && !last.done; round++) {
        const turn = parseReact(
          model.decode(model.encode(renderReact(session.expert?.() ?? { thought: '', action: '' }))),
        );
        last = await session.step('action' in turn ? turn.action : '');
      }
      expect(last, task.itemId).toMatchObject({ reward: 1, done: true });
    }
  },
);
