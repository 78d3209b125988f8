/**
 * shop: finding and buying a product, as in WebShop. Item ids are `shop_<index>`: in the shop's own catalogue index mod 5
 * is the level; with the user's product files it counts their goals.
 */
import { AgentgymError } from '../../../errors.ts';
import type { Environment, Task } from '../../contract.ts';
import { actionSpace } from './action-space.ts';
import { type Observation, OBSERVATIONS } from './describe.ts';
import { fileBank } from './file-goals.ts';
import { LEVELS } from './goals.ts';
import { instructions } from './instructions.ts';
import { lexicon } from './lexicon.ts';
import { shopSession } from './session.ts';
import type { Goal } from './shop.ts';
import { ownBank, ROUNDS } from './tasks.ts';

export interface ShopOptions {
  /** Levels of the goals in its own catalogue: `attribute`, `price`, `option`, `options`, `features`. Default: all. */
  levels?: readonly string[];
  /** `compact`: short lines, 5 results a page. `full`: WebShop's text, 10 results. Default: compact. */
  observation?: Observation;
  /** WebShop's products (`items_shuffle.json`), in place of the own catalogue. */
  products?: string;
  /** WebShop's attributes of them (`items_ins_v2.json`); needed with `products`. */
  attributes?: string;
  /** WebShop's human instructions (`items_human_ins.json`); without them, goals are made of the attributes' file. */
  instructions?: string;
  /** Default: 10, as AgentGym plays WebShop. */
  maxRounds?: number;
}

export function createShop(options: ShopOptions = {}): Environment {
  check(options);
  const { observation = 'compact', products, attributes } = options;
  const files = products !== undefined && attributes !== undefined;
  const levels = LEVELS.filter((level) => (options.levels ?? LEVELS).includes(level));
  const human = options.instructions === undefined ? {} : { instructions: options.instructions };
  const bank = files ? fileBank({ products, attributes, ...human }) : ownBank(levels);
  const goalOf = ({ index, itemId }: Task): Goal => {
    const known = Number.isSafeInteger(index) && index >= 0 && itemId === `shop_${index}`;
    const goal = known ? bank.at(index) : undefined;
    if (goal) return goal;
    throw new AgentgymError('E_ENV_TASK', `shop has no task ${itemId} (index ${index}).`, {
      hint: 'Ids are shop_<index> with an index from 0.',
    });
  };
  return {
    name: 'shop',
    maxRounds: options.maxRounds ?? ROUNDS,
    reward: { min: 0, max: 1, success: (raw) => raw >= 1 },
    tasks: (split) => bank.tasks(split),
    taskCount: (split) => bank.count(split),
    actionSpace,
    instructions,
    lexicon,
    ...(files ? { unlisted: true } : {}),
    open: async () => shopSession({ bank, observation, goalOf }),
  };
}

function check({ levels, observation, products, attributes, instructions: human, maxRounds }: ShopOptions): void {
  if (maxRounds !== undefined && !(Number.isInteger(maxRounds) && maxRounds >= 1))
    bad('maxRounds must be a whole number from 1');
  if (levels && (levels.length === 0 || levels.some((level) => !LEVELS.includes(level))))
    bad(`levels must be some of ${LEVELS.join(', ')}`);
  if (observation !== undefined && !OBSERVATIONS.includes(observation)) bad('observation must be compact or full');
  if ((products === undefined) !== (attributes === undefined)) bad('products and attributes go together');
  if (human !== undefined && products === undefined) bad('instructions are of products');
  if (levels && products !== undefined) bad('levels are those of its own catalogue');
}

function bad(message: string): never {
  throw new AgentgymError('E_CONFIG_INVALID', `shop: ${message}.`);
}
