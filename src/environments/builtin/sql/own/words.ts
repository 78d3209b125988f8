/** The names in the databases: invented, and few, so that a word-level model can know all of them. */

/** People, and what is named after them. */
export const PEOPLE: readonly string[] =
  'Ada Bela Cora Dario Edda Falk Gita Hugo Ines Jonas Kira Leo Mira Nils Oda Pavel Rosa Sven Tara Ugo'.split(' ');
/** Towns that exist nowhere. */
export const TOWNS: readonly string[] = 'Arvik Belmo Corda Delta Elmar Fonte'.split(' ');

const COLOURS = ['Red', 'Blue', 'Green', 'White', 'Black', 'Golden'];
const THINGS = ['River', 'Lamp', 'Stone', 'Garden', 'Tower', 'Bird'];
/** Names of two words: books, songs, airlines, teams. */
export const TITLES: readonly string[] = COLOURS.flatMap((colour) => THINGS.map((thing) => `${colour} ${thing}`));
