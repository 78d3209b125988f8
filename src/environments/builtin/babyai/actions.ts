/**
 * The grammar of actions, and the list of those that can be taken now. Forgiving about case, white space and a final
 * full stop. What an action does is the game's business.
 */
import { COLOURS, type Thing } from './grid.ts';
import type { Memory } from './memory.ts';
import { within } from './paths.ts';

export type Action =
  | { kind: 'turn left' | 'turn right' | 'move forward' | 'drop' | 'toggle' | 'check' | 'empty' | 'unclear' }
  /** `name` is `<colour> <kind> <n>`. */
  | { kind: 'go to' | 'pickup' | 'through' | 'toggle through'; name: string };

const PLAIN = ['turn left', 'turn right', 'move forward', 'drop', 'toggle'] as const;
const THING = `(${COLOURS.join('|')}) (key|ball|box|door) (\\d{1,4})`;
const NAMED = new RegExp(`^(go to|pickup|pick up) (?:the )?${THING}$`);
const DOOR = new RegExp(
  `^(toggle and )?go through (?:the )?(${COLOURS.join('|')}) (?:(?:open|closed|locked) )?door (\\d{1,4})$`,
);

export function parseAction(text: string): Action {
  if (text.length > 200) return { kind: 'unclear' };
  const line = text.trim().replace(/\.$/, '').replace(/\s+/g, ' ').trim().toLowerCase();
  if (line === '') return { kind: 'empty' };
  if (line === 'check available actions') return { kind: 'check' };
  const plain = PLAIN.find((kind) => kind === line);
  if (plain) return { kind: plain };
  const door = DOOR.exec(line);
  if (door) return { kind: door[1] ? 'toggle through' : 'through', name: `${door[2]} door ${Number(door[3])}` };
  const named = NAMED.exec(line);
  if (!named) return { kind: 'unclear' };
  return { kind: named[1] === 'go to' ? 'go to' : 'pickup', name: `${named[2]} ${named[3]} ${Number(named[4])}` };
}

/** Every action that would do something now, and `check available actions`. */
export function available(memory: Memory): string[] {
  const { grid } = memory;
  const list = ['turn left', 'turn right'];
  const front = grid.front();
  if (grid.walkable(grid.frontX(), grid.frontY())) list.push('move forward');
  if (grid.carried && front === undefined) list.push('drop');
  if (typeof front === 'object' && canToggle(memory, front)) list.push('toggle');
  const cells = within(memory);
  for (const thing of memory.known()) {
    const cell = thing.y * grid.width + thing.x;
    const near = [1, -1, grid.width, -grid.width].some((step) => cells[cell + step]);
    if (!near) continue;
    const name = memory.name(thing);
    list.push(`go to ${name}`);
    if (thing.kind !== 'door') {
      if (!grid.carried) list.push(`pickup ${name}`);
    } else if (thing.state !== 'locked' || grid.hasKeyOf(thing)) list.push(through(memory, thing));
  }
  list.push('check available actions');
  return list;
}

function canToggle({ grid }: Memory, thing: Thing): boolean {
  if (thing.kind === 'box') return true;
  return thing.kind === 'door' && (thing.state !== 'locked' || grid.hasKeyOf(thing));
}

/** The action that leads through a door; a closed one is opened on the way. */
export function through(memory: Memory, door: Thing): string {
  const number = memory.name(door).split(' ')[2];
  if (door.state === 'open') return `go through ${door.colour} door ${number}`;
  return `toggle and go through ${door.colour} ${door.state} door ${number}`;
}
