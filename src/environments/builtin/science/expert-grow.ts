/** The expert where a seed is grown: soil, seed and water into the flowerpot, time, and a bee for the flower. */
import type { ExpertMove } from '../../contract.ts';
import { STAGE } from './kinds.ts';
import { bring, gather, known, moveInto, reach, REST } from './moves.ts';
import { hasBee } from './physics.ts';
import { thoughts } from './thoughts.ts';
import { nameOf, roomOf, stateOf, type Thing, type World } from './world.ts';

export function growMove(world: World, seed: Thing): ExpertMove {
  const [pot, soil, hive] = ['flowerpot', 'soil', 'beehive'].map((name) => known(world, name));
  const greenhouse = world.rooms.get('greenhouse');
  if (!pot || !soil || !hive || !greenhouse) return REST;
  const parts = [seed, soil].filter(({ parent }) => parent !== pot);
  const way = parts.length > 0 ? gather(world, parts, greenhouse) : undefined;
  if (way) return way;
  if (soil.parent !== pot) return { ...moveInto(world, soil, pot), thought: thoughts.soil() };
  if (seed.parent !== pot) return { ...moveInto(world, seed, pot), thought: thoughts.plant() };
  const water = pot.contents.find(({ kind }) => kind.name === 'water');
  if (!water) return watering(world, pot, greenhouse);
  if (seed.stage === STAGE.flower && world.goal.level === 'fruit' && !hasBee(greenhouse)) return callBee(world, hive);
  return reach(world, pot, thoughts.need('flowerpot')) ?? { thought: thoughts.grow(), action: 'wait' };
}

function callBee(world: World, hive: Thing): ExpertMove {
  const bee = known(world, 'bee');
  if (!bee) return REST;
  if (bee.parent === hive) return { ...(reach(world, bee, thoughts.bee()) ?? REST), thought: thoughts.bee() };
  return { ...moveInto(world, bee, world.rooms.get('greenhouse')?.contents[0] ?? hive), thought: thoughts.bee() };
}

/** Gets water from the sink in a vessel, and pours it. */
function watering(world: World, pot: Thing, greenhouse: Thing): ExpertMove {
  const sink = greenhouse.contents.find(({ kind }) => kind.name === 'sink');
  const vessels = world.things.filter(({ kind }) => kind.vessel);
  const full = vessels.filter(({ contents: [first] }) => first?.kind.name === 'water' && stateOf(first) === 'liquid');
  const empty = vessels.filter(({ contents }) => contents.length === 0);
  const nearest = (list: readonly Thing[]): Thing | undefined =>
    list.find((one) => roomOf(world, one) === greenhouse) ?? list[0];
  const source = nearest(full);
  if (source) {
    const way = bring(world, source, greenhouse) ?? reach(world, pot, thoughts.water());
    return way ?? { thought: thoughts.water(), action: `pour ${nameOf(source)} into flowerpot` };
  }
  const vessel = nearest(empty);
  if (!vessel || !sink) return REST;
  if (vessel.parent !== sink) return { ...moveInto(world, vessel, sink), thought: thoughts.water() };
  const way = reach(world, sink, thoughts.water());
  if (way) return way;
  return sink.on
    ? { thought: thoughts.water(), action: 'wait1' }
    : { thought: thoughts.water(), action: 'activate sink' };
}
