/** The expert where substances are heated, cooled and measured. */
import type { ExpertMove } from '../../contract.ts';
import { STOVE_REACHES } from './goals.ts';
import { bring, gather, known, moveInto, reach, REST, take } from './moves.ts';
import { works } from './physics.ts';
import { rightBox } from './subgoals.ts';
import { thoughts } from './thoughts.ts';
import { around, isCarried, nameOf, roomOf, stateOf, type Thing, type World } from './world.ts';

/** The device that gets the substance where the task wants it. */
function deviceFor(world: World, thing: Thing): Thing | undefined {
  const { level } = world.goal;
  if (level === 'freeze') return known(world, 'freezer');
  const { melts = 0, boils = 0 } = thing.kind.substance ?? {};
  const needed = level === 'boil' ? boils : melts;
  return known(world, level === 'melting' || needed <= STOVE_REACHES ? 'stove' : 'furnace');
}

/** Melts, boils or freezes what is in focus. */
export function changeMove(world: World, thing: Thing): ExpertMove {
  const device = deviceFor(world, thing);
  if (!device) return REST;
  return insert(world, thing, device) ?? { thought: thoughts.wait(nameOf(device)), action: 'wait' };
}

/** Gets a substance into a device, and that to work. Undefined where it does. */
function insert(world: World, thing: Thing, device: Thing): ExpertMove | undefined {
  const name = nameOf(device);
  if (around(thing, (outer) => outer === device) === undefined || thing.parent?.kind.keeps)
    return carry(world, thing, device);
  if (works(device)) return undefined;
  const way = reach(world, device, thoughts.need(name));
  if (way) return way;
  return device.kind.switch
    ? { thought: thoughts.turnOn(name), action: `activate ${name}` }
    : { thought: thoughts.shut(name), action: `close ${name}` };
}

/** Carries a substance to a device: in its vessel, or to be put or poured into one there. */
function carry(world: World, thing: Thing, device: Thing): ExpertMove {
  const room = roomOf(world, device);
  const vessel = thing.parent?.kind.vessel ? thing.parent : undefined;
  if (!room) return REST;
  if (vessel && !vessel.kind.keeps) return moveInto(world, vessel, device);
  const solid = stateOf(thing) === 'solid';
  const empty = emptyVessel(world, device);
  if (!empty) return REST;
  if (!solid && !vessel && !isCarried(world, thing)) {
    // It lies there, liquid: a vessel is brought to it.
    const there = roomOf(world, thing);
    const fetch = there && bring(world, empty, there);
    return fetch ?? reach(world, thing, thoughts.need(nameOf(thing))) ?? pour(thing, empty);
  }
  // Ice stays in its flask as long as it can.
  const unit = vessel ?? thing;
  const way = gather(world, [unit, empty], room);
  if (way) return way;
  const inDevice = around(empty, (outer) => outer === device) !== undefined;
  if (!inDevice) return moveInto(world, empty, device);
  const open = reach(world, empty, thoughts.need(nameOf(empty)));
  if (open) return open;
  if (!solid) return pour(vessel ?? thing, empty);
  return { thought: thoughts.into(nameOf(thing), nameOf(empty)), action: `move ${nameOf(thing)} to ${nameOf(empty)}` };
}

function pour(from: Thing, into: Thing): ExpertMove {
  return { thought: thoughts.into(nameOf(from), nameOf(into)), action: `pour ${nameOf(from)} into ${nameOf(into)}` };
}

/** An empty vessel that lets heat through: in the device, else in its room, else anywhere. */
function emptyVessel(world: World, device: Thing): Thing | undefined {
  const room = roomOf(world, device);
  const empty = world.things.filter(({ kind, contents }) => kind.vessel && !kind.keeps && contents.length === 0);
  return (
    empty.find((vessel) => vessel.parent === device) ??
    empty.find((vessel) => roomOf(world, vessel) === room) ??
    empty[0]
  );
}

/** Measures the temperature of what is in focus, and answers. */
export function measureMove(world: World, thing: Thing): ExpertMove {
  if (world.reading !== undefined) return answer(world);
  const thermometer = known(world, 'thermometer');
  if (!thermometer) return REST;
  const vessel = thing.parent?.kind.vessel ? thing.parent : undefined;
  // What has run out is measured where it is.
  const unit = vessel ?? (stateOf(thing) === 'solid' ? thing : undefined);
  const room = unit && !isCarried(world, thermometer) ? roomOf(world, thermometer) : undefined;
  const way = unit && room ? bring(world, unit, room) : take(world, thermometer);
  return way ?? together(world, thermometer, thing);
}

function together(world: World, thermometer: Thing, thing: Thing): ExpertMove {
  const name = nameOf(thing);
  return (
    reach(world, thing, thoughts.need(name)) ??
    reach(world, thermometer, thoughts.need('thermometer')) ?? {
      thought: thoughts.measure(name),
      action: `use thermometer on ${name}`,
    }
  );
}

function answer(world: World): ExpertMove {
  const box = known(world, rightBox(world) ?? '');
  const { reading = 0, question } = world;
  const threshold = question?.threshold ?? 0;
  const thought = (reading > threshold ? thoughts.above : thoughts.below)(Math.max(0, reading), threshold);
  if (!box) return REST;
  return reach(world, box, thought) ?? { thought, action: `focus on ${nameOf(box)}` };
}

/** Heats what is in focus on the stove, measures while it melts, and answers. */
export function meltingPointMove(world: World, thing: Thing): ExpertMove {
  if (world.reading !== undefined) return answer(world);
  const [stove, thermometer] = [known(world, 'stove'), known(world, 'thermometer')];
  const kitchen = stove && roomOf(world, stove);
  if (!stove || !thermometer || !kitchen) return REST;
  const onStove = around(thing, (outer) => outer === stove) !== undefined && !thing.parent?.kind.keeps;
  if (!onStove) return carry(world, thing, stove);
  const way = bring(world, thermometer, kitchen) ?? reach(world, stove, thoughts.need('stove'));
  if (way) return way;
  const melts = thing.kind.substance?.melts ?? 0;
  if (thing.temperature > melts)
    return stove.on
      ? { thought: thoughts.turnOff('stove'), action: 'deactivate stove' }
      : { thought: thoughts.cool(), action: 'wait1' };
  if (thing.temperature < melts && !stove.on) return { thought: thoughts.turnOn('stove'), action: 'activate stove' };
  return together(world, thermometer, thing);
}
