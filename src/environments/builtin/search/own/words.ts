/**
 * The words that names and facts of the invented world are made of. Names are pairs of few words, so that every word is
 * met in training though no held-out name is. Their order is part of the world: it never changes.
 */
import type { Kind } from './relations.ts';

const FIRST =
  'Ada Bela Cora Dario Edda Falk Gita Hugo Ines Jonas Kira Leo Mira Nils Oda Pavel Rosa Sven Tara Ugo ' +
  'Vera Wanda Yara Zeno Arno Britt Carl Dora Emil Flora Greta Henrik Ida Karl Lena Marta Otto Paula Rolf Silva';
const LAST =
  'Abel Berg Castell Dorn Ekman Farrow Grohl Holm Ivers Jansen Kessel Lind Marlow Norden Ostrom Prior Quist Renner ' +
  'Stahl Thale Ulmer Vogel Wexel Yarrow Zander Bloom Carver Dane Ellis Frost Gale Hart Keller Lund Moss Novak Pryce ' +
  'Reed Sommer Wolf';
const PLACE =
  'Amber Birch Clover Dawn Elm Fern Hazel Juniper Linden Maple Oak Pebble Rowan Sand Thorn Umber Violet Willow';
const SPOT = 'Ford Harbor Hill Bridge Field Gate Haven Market Rock Well';
const MANNER = 'Bright Calm Dark Grey Little Proud Swift Tall White Wild';
const ANIMAL = 'Badger Crane Deer Eagle Hare Heron Lynx Otter Salmon Swan';
const STUFF = 'Brass Cobalt Copper Crystal Diamond Ivory Marble Nickel Opal Pearl Silver Velvet';
const THING = 'Anchor Anvil Arrow Bell Compass Crown Feather Hammer Key Lantern Shield Wheel';
const MOOD =
  'Broken Burning Distant Empty Forgotten Frozen Golden Hidden Last Lonely Lost Quiet Restless Secret Silent Sleeping';
const SUBJECT =
  'Castle City Clock Door Forest Garden Guest House Island Journey King Letter Mirror Mountain Path Promise Queen ' +
  'Road Room Sailor Stranger Window';
const WORK = 'Dance Dream Echo Heart Memory Night Shadow Song Story Voice';
const OF = 'Ashes Clouds Dust Fire Glass Gold Ice Rain Roses Salt Smoke Snow Spring Steel Summer Thunder Water Wind';

/** How the names of a kind are made of a word of each list, and how many of them there are. */
interface Naming {
  readonly lists: readonly [string, string];
  readonly form: string;
  readonly count: number;
}

export const NAMING: Readonly<Record<Kind, Naming>> = {
  person: { lists: [FIRST, LAST], form: '{a} {b}', count: 800 },
  town: { lists: [PLACE, SPOT], form: '{a} {b}', count: 170 },
  mountain: { lists: [MANNER, ANIMAL], form: 'Mount {a} {b}', count: 90 },
  company: { lists: [STUFF, THING], form: '{a} {b}', count: 130 },
  book: { lists: [MOOD, SUBJECT], form: 'The {a} {b}', count: 300 },
  film: { lists: [WORK, OF], form: '{a} of {b}', count: 170 },
};

export const COUNTRIES: readonly string[] =
  'Alvaria Borvia Corvenia Dravia Elvonia Farland Galdor Histova Istrovia Jorland Kaldia Lorenia'.split(' ');
export const JOBS: readonly string[] =
  'painter baker doctor pilot lawyer nurse gardener tailor cook clerk chemist driver carpenter musician'.split(' ');
export const PRODUCTS: readonly string[] =
  'clocks boats shoes lamps tools chairs bicycles paper cheese candles carpets pianos umbrellas cameras'.split(' ');
