/** Texts that together hold every word the shop, its instructions and its expert can say in any split. */
import { refusals } from './actions.ts';
import { ownShop } from './catalogue.ts';
import { bought, OVER, pageText } from './describe.ts';
import { thoughts } from './expert.ts';
import { BUTTONS, Game, SUB_PAGES } from './game.ts';
import { goalAt, LEVELS } from './goals.ts';
import { instructions } from './instructions.ts';
import { BRANDS, DEPARTMENTS, OPINIONS, USES } from './words.ts';

/** Scores, prices and price limits go up to it. */
const MOST = 100;

export function* lexicon(): Iterable<string> {
  for (const { content } of instructions('react')) yield content;
  yield Array.from({ length: MOST + 1 }, (_, number) => String(number)).join(' ');
  for (const { types, attributes, axes } of DEPARTMENTS)
    yield [...types, ...attributes, ...axes.flatMap(({ name, values }) => [name, ...values])].join(' ');
  yield [...BRANDS, ...USES, ...OPINIONS, ...Object.values(BUTTONS), ...SUB_PAGES].join(' ');
  yield [...Object.values(refusals), OVER, bought('coat 1', 1)].join('\n');
  yield `${Object.values(thoughts)
    .map((thought) => thought('coat 1', 'color' as never, 'red' as never))
    .join('\n')} ${thoughts.open('coat 1', 'warm and soft', 5)} ${thoughts.expensive('coat 1', 5)}`;
  for (let level = 0; level < LEVELS.length; level++) yield* pages(level);
}

/** Every kind of page of a visit, in both views. */
function* pages(index: number): Iterable<string> {
  const goal = goalAt(index);
  for (const observation of ['compact', 'full'] as const) {
    const game = new Game({ shop: ownShop(), goal, pageSize: 5 });
    const said = (): string => pageText(game, observation);
    yield said();
    game.search('');
    yield said();
    game.search(goal.target.query);
    yield said();
    game.click(BUTTONS.next);
    yield said();
    game.click(game.shown()[0]?.id ?? '');
    yield said();
    game.click(game.item?.options[0]?.values[0] ?? '');
    yield said();
    for (const page of SUB_PAGES) {
      game.click(page);
      yield said();
      game.click(BUTTONS.previous);
    }
    game.click(BUTTONS.buy);
    yield said();
  }
}
