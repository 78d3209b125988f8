/** What the expert thinks. Short, and true of what it knows. */
export const thoughts = {
  lookAround: (what: string) => `I do not see ${what}. I look around.`,
  lookFurther: (what: string) => `I do not see ${what}. I look further.`,
  goThrough: (what: string, door: string) => `I do not see ${what}. I go through ${door}.`,
  goTo: (name: string) => `I see ${name}. I go to it.`,
  pickUp: (name: string) => `I am next to ${name}. I pick it up.`,
  open: (name: string) => `I am next to ${name}. I open it.`,
  needKey: (door: string, key: string) => `${door} is locked. I need ${key}. I go to it.`,
  putDown: () => 'My hands are full. I drop it.',
  makeRoom: () => 'My hands are full. I look for room to drop it.',
  carryTo: (name: string, other: string) => `I carry ${name}. I bring it to ${other}.`,
  put: (name: string, other: string) => `I am near ${other}. I drop ${name}.`,
  lost: () => 'I see no way. I look around.',
};

/** Thought where things are in the way, in boxes or told by their place, and where doors stand open. */
export const laterThoughts = {
  inTheWay: (name: string) => `${name} is in the way. I go to it.`,
  takeAway: (name: string) => `${name} is in the way. I pick it up.`,
  passDoor: (door: string) => `The way is through ${door}.`,
  goToBox: (what: string, box: string) => `I do not see ${what}. I go to ${box}.`,
  lookInto: (what: string, box: string) => `I do not see ${what}. I open ${box}.`,
  openAgain: (door: string) => `${door} is open. I toggle it to open it.`,
  atPlace: (what: string, place: string) => `${what} that was ${place} at the start`,
};

/** A place as the expert says it of itself. */
export function ofMine(place: string): string {
  return place.replace('your', 'my').replace('you', 'me');
}
