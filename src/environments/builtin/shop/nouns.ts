/**
 * The nouns of a product's title, for the type part of the reward. The original asks a tagger; here they are the words of
 * letters that are neither function words nor common adjectives of shops.
 */
import { wordsOf } from './shop.ts';

const OTHERS = new Set(
  (
    'a an and as at by for from in into is it of off on or our per the this to up with without your all any each more most ' +
    'new non not no only other same so than that these very best big black blue brown casual classic clear cold cute deep dry ' +
    'easy extra free fresh full gray great green grey heavy high hot large light little long low natural old organic perfect ' +
    'pink portable premium pure purple red rich round short slim small smart soft stylish super thick thin ultra warm white ' +
    'wide wireless yellow'
  ).split(' '),
);

export function nounsOf(title: string): string[] {
  return [...new Set(wordsOf(title))].filter((word) => /^\p{L}{2,}$/u.test(word) && !OTHERS.has(word));
}
