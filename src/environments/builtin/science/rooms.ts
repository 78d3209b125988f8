/** The rooms of the house, the ways between them, and the shortest ones. Always the same. */

export const ROOMS = ['hallway', 'kitchen', 'bedroom', 'workshop', 'greenhouse', 'outside', 'foundry'] as const;
export type RoomName = (typeof ROOMS)[number];

/** The doors stand open. */
export const WAYS: Readonly<Record<RoomName, readonly RoomName[]>> = {
  hallway: ['kitchen', 'bedroom', 'workshop', 'greenhouse'],
  kitchen: ['hallway', 'outside'],
  bedroom: ['hallway'],
  workshop: ['hallway', 'foundry'],
  greenhouse: ['hallway', 'outside'],
  outside: ['kitchen', 'greenhouse', 'foundry'],
  foundry: ['workshop', 'outside'],
};

/** What stands in each room, its surface first. */
export const FURNITURE: Readonly<Record<RoomName, readonly string[]>> = {
  hallway: ['table'],
  kitchen: ['counter', 'stove', 'fridge', 'freezer', 'sink'],
  bedroom: ['desk', 'bed'],
  workshop: ['workbench'],
  greenhouse: ['shelf', 'sink', 'flowerpot', 'beehive'],
  outside: ['bench'],
  foundry: ['rack', 'furnace'],
};

/** The rooms of a shortest way, without the first. */
export function wayTo(from: RoomName, to: RoomName): RoomName[] {
  const ways: RoomName[][] = [[from]];
  const reached = new Set<RoomName>([from]);
  for (const way of ways) {
    const last = way.at(-1) ?? from;
    if (last === to) return way.slice(1);
    for (const next of WAYS[last]) {
      if (reached.has(next)) continue;
      reached.add(next);
      ways.push([...way, next]);
    }
  }
  return [];
}

export function inRoom(room: RoomName): string {
  return room === 'outside' ? 'outside' : `in the ${room}`;
}
