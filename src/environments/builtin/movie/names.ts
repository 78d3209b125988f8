/** The words that films, people and what is told of them are made of. All invented or plain words. */
const list = (words: string): readonly string[] => words.trim().split(/\s+/u);

/** Titles are two words, such as Silent Harbor. */
export const ADJECTIVES =
  list(`Silent Golden Broken Hidden Crimson Distant Endless Frozen Gentle Hollow Iron Little Lonely
  Lost Midnight Northern Painted Quiet Restless Scarlet Secret Silver Stolen Sunken Velvet Wandering White Wild Winter Yellow`);
export const NOUNS =
  list(`Harbor River Garden Mirror Orchard Lantern Bridge Castle Compass Crown Desert Empire Feather Forest
  Island Journey Kingdom Letter Market Meadow Mountain Ocean Piano Promise Shadow Station Summer Theater Valley Window`);

/** Characters, and who overviews are about. */
export const ROLES =
  list(`baker captain doctor farmer gardener hunter judge king lawyer miner nurse pilot painter sailor
  singer soldier spy student tailor teacher thief waiter widow writer`);
export const SOUGHT = list('brother sister treasure map letter horse ring song city father daughter friend');
export const GENRES = list('Action Adventure Animation Comedy Crime Drama Family Fantasy History Horror Music Mystery');
export const KEYWORDS = list(`friendship revenge war love travel music family winter crime magic school ocean betrayal
  freedom robbery circus`);
export const COMPANIES = list(`Northlight Bluefox Redwood Stargate Moonrise Oakfilm Pinetree Riverbank Sunfield Topline
  Whitestone Zenith`);
export const COUNTRIES = list('France Italy Spain Japan Brazil Canada Mexico India Kenya Norway Poland Greece');
export const TOWNS = list(
  'Avora Belmar Corvin Dalen Elspor Farrow Galtor Hestor Ilmar Jorun Kelva Lindor Marsel Nolvik Orsha Pelmont',
);
export const HANDLES =
  list(`sunny_fox red_kite blue_owl tall_tree calm_sea old_clock new_moon wild_goat green_tea fast_train
  lazy_cat warm_bread deep_well high_hill soft_rain dark_wood loud_drum thin_ice brave_bee kind_bear`);
export const LANGUAGES = list('French Italian Spanish Japanese');
/** What descriptions are translated to. */
export const FOREIGN = list('maro telin suva korin pelat dimo rasek nolu vatim hesa zuri bolan kefi lomar sitek tavo');

/** One for each year from 1960 to 2009: release dates and birthdays. */
export const DATES: readonly string[] = Array.from({ length: 50 }, (_, i) => {
  const [month, day] = [((i * 7) % 12) + 1, ((i * 11) % 28) + 1].map((part) => String(part).padStart(2, '0'));
  return `${1960 + i}-${month}-${day}`;
});

export const CREW_JOBS = ['Director', 'Producer', 'Writer'] as const;
export type Job = (typeof CREW_JOBS)[number];
export const NETWORKS = ['facebook', 'instagram', 'twitter'] as const;
