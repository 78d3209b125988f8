/** WebShop's reward, by hand. */
import { describe, expect, it } from 'vitest';
import { alike, plainColor, tokenSetRatio } from '../../../../src/environments/builtin/shop/match.ts';
import { nounsOf } from '../../../../src/environments/builtin/shop/nouns.ts';
import { hasAttribute, rewardOf, typeReward } from '../../../../src/environments/builtin/shop/reward.ts';
import type { Goal, Product } from '../../../../src/environments/builtin/shop/shop.ts';

const COAT: Product = {
  id: 'coat 1',
  title: 'Alvo warm wool coat',
  nouns: ['coat'],
  query: 'coat',
  path: ['clothing', 'coat'],
  attributes: ['warm', 'wool'],
  features: ['Has deep pockets.'],
  description: 'Made for travel.',
  reviews: [],
  rating: 'N.A.',
  price: 40,
  options: [],
};
const GOAL: Goal = {
  instruction: '',
  target: COAT,
  attributes: ['warm', 'wool'],
  options: [{ name: 'color', value: 'red' }],
  limit: 40,
  queries: [],
};

describe('the reward', () => {
  it.each([
    ['everything', {}, ['red'], 1],
    ['no option', {}, [], 3 / 4],
    ['another option', {}, ['blue'], 3 / 4],
    ['a shade of the colour', {}, ['dark red'], 1],
    ['too dear', { price: 40.01 }, ['red'], 3 / 4],
    ['an attribute less', { attributes: ['warm'], title: 'Alvo warm coat' }, ['red'], 3 / 4],
    ['nothing but the type', { attributes: [], title: 'coat', price: 50 }, [], 0],
    ['something else', { nouns: ['mug'] }, ['red'], 0],
  ])('counts %s', (_, changes, chosen, reward) => {
    expect(rewardOf(GOAL, { ...COAT, ...changes }, chosen)).toBe(reward);
  });

  it('counts an option asked for once, however often it is chosen', () => {
    expect(rewardOf(GOAL, COAT, ['red', 'dark red'])).toBe(1);
  });

  it('takes any price where there is no limit', () => {
    const { limit: _, ...free } = GOAL;
    expect(rewardOf(free, { ...COAT, price: 5000 }, ['red'])).toBe(1);
  });

  it.each([
    [['coat'], 1],
    [['coat', 'hat'], 1],
    [['hat'], 0],
    [[], 0],
  ])('of the type: nouns %j', (nouns, reward) => {
    expect(typeReward(COAT, { ...COAT, nouns, query: 'x', path: [] })).toBe(reward);
  });

  it('of the type is 0.5 for a fifth of the nouns in another category, and 0.1 below a tenth', () => {
    const wanted = Array.from({ length: 20 }, (_, i) => `noun${i}`);
    const of = (shared: number, changes = {}) =>
      typeReward(
        { ...COAT, nouns: wanted },
        { ...COAT, nouns: wanted.slice(0, shared), query: 'x', path: [], ...changes },
      );
    expect([0, 1, 2, 4, 5].map((shared) => of(shared))).toEqual([0, 0.1, 0.5, 0.5, 1]);
    expect(of(2, { query: 'coat' })).toBe(1);
    expect(of(2, { path: ['clothing', 'coat'] })).toBe(1);
    expect(of(2, { path: ['clothing'] })).toBe(0.5);
    expect(typeReward({ ...COAT, nouns: [] }, { ...COAT, query: 'x', path: [] })).toBe(0.5);
  });

  it('finds attributes in lists, titles, features and descriptions', () => {
    expect(['warm', 'deep pockets', 'for travel', 'alvo'].map((one) => hasAttribute(COAT, one))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(hasAttribute(COAT, 'cold')).toBe(false);
  });
});

describe('the token set ratio', () => {
  it.each([
    ['long sleeve', 'sleeve long', 100],
    ['long sleeve', 'long sleeve shirt', 100],
    ['abc', 'abc', 100],
    ['abcd', 'abxd', 75],
    ['', 'abc', 0],
    ['red', 'blue', 29],
  ])('of `%s` and `%s` is %i', (a, b, score) => {
    expect(tokenSetRatio(a, b)).toBe(score);
    expect(tokenSetRatio(b, a)).toBe(score);
  });

  it('takes texts for the same above 85', () => {
    expect(alike('moisturizing', 'moisturising')).toBe(true);
    expect(alike('easy to clean', 'easy to care')).toBe(false);
  });
});

it('takes shades for their colour', () => {
  expect(['navy blue stripes', 'Dark Green', 'size 9'].map(plainColor)).toEqual(['blue', 'green', 'size 9']);
});

it('takes for nouns what is neither a function word nor a common adjective', () => {
  expect(nounsOf('Warm Coat for Women, 2 Pack with Belt')).toEqual(['coat', 'women', 'pack', 'belt']);
});
