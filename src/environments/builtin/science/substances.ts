/**
 * Substances and the temperatures at which they melt and boil, in degrees Celsius rounded to tens. Data only: what heat
 * does is in `physics.ts`.
 */

export interface Substance {
  /** From this temperature on it is liquid. */
  readonly melts: number;
  /** From this temperature on it is a gas; Infinity for what never gets that hot here. */
  readonly boils: number;
}

export type State = 'solid' | 'liquid' | 'gas';

const NEVER = Number.POSITIVE_INFINITY;

/** name: melts, boils. */
const POINTS: Readonly<Record<string, readonly [melts: number, boils: number]>> = {
  water: [0, 100],
  milk: [0, 100],
  juice: [0, 100],
  tea: [0, 100],
  coffee: [0, 100],
  lemonade: [0, 100],
  soup: [0, 100],
  ink: [0, 100],
  vinegar: [0, 100],
  cider: [0, 100],
  oil: [-10, 300],
  bromine: [-10, 60],
  mercury: [-40, 360],
  alcohol: [-110, 80],
  acetone: [-90, 60],
  chocolate: [30, NEVER],
  butter: [30, NEVER],
  gallium: [30, NEVER],
  lard: [40, NEVER],
  wax: [60, NEVER],
  sulfur: [120, 440],
  sugar: [190, NEVER],
  tin: [230, NEVER],
  bismuth: [270, NEVER],
  lead: [330, NEVER],
  zinc: [420, 910],
  magnesium: [650, 1090],
  aluminium: [660, NEVER],
  salt: [800, 1460],
  brass: [930, NEVER],
  silver: [960, NEVER],
  gold: [1060, NEVER],
  copper: [1080, NEVER],
  nickel: [1450, NEVER],
  iron: [1540, NEVER],
};

export const SUBSTANCES: Readonly<Record<string, Substance>> = Object.fromEntries(
  Object.entries(POINTS).map(([name, [melts, boils]]) => [name, { melts, boils }]),
);

/** Names of one substance in its states, where they are not the substance's own. */
export const FORMS: Readonly<Record<string, Partial<Record<State, string>>>> = {
  water: { solid: 'ice', gas: 'steam' },
};

export function stateAt({ melts, boils }: Substance, temperature: number): State {
  if (temperature < melts) return 'solid';
  return temperature < boils ? 'liquid' : 'gas';
}
