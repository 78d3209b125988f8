/**
 * Every sentence the environment says about an action. Names of things are the environment's own, never quoted from a
 * policy, so the vocabulary is closed (`lexicon`).
 */
export const answers = {
  over: () => 'The task is over.',
  completed: () => 'The task is completed.',
  lost: () => 'The steps are used up. The task is not completed.',
  empty: () => 'The action is empty. Say check available actions to see what you can do.',
  unclear: () => 'The action is not understood. Say check available actions to see what you can do.',
  listed: (actions: readonly string[]) => `You can: ${actions.join(', ')}.`,
  wall: () => 'A wall is in the way.',
  blocked: (name: string) => `${name} is in the way.`,
  notSeen: (name: string) => `You have not seen ${name}.`,
  gone: (name: string) => `${name} is gone.`,
  inHand: (name: string) => `You carry ${name}.`,
  noWay: (name: string) => `You know no way to ${name}.`,
  there: (name: string) => `You are at ${name} already.`,
  handsFull: (name: string) => `You carry ${name}. Drop it first.`,
  notPortable: (name: string) => `${name} cannot be picked up.`,
  handsEmpty: () => 'You carry nothing.',
  noRoom: () => 'There is no room to drop it in front of you.',
  nothingToToggle: () => 'There is nothing to toggle in front of you.',
  needsKey: (name: string, key: string) => `${name} needs a ${key}.`,
  isState: (name: string) => `This is ${name}.`,
  notDoor: (name: string) => `${name} is not a door.`,
};
