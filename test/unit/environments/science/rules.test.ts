import { describe, expect, it } from 'vitest';
import { put, stateOf } from '../../../../src/environments/builtin/science/world.ts';
import { goalOf, houseOf, say, thing } from './house.ts';

describe('heat', () => {
  it('warms by 60 an action on the stove, and stops for one where water melts and boils', () => {
    const game = houseOf(goalOf('boil', 'water', 'bedroom'), 'kitchen');
    const water = thing(game, 'water');
    put(water, thing(game, 'pot'));
    water.temperature = -50;
    say(game, 'activate stove');
    expect(water.temperature).toBe(0);
    const seen = [1, 2, 3].map(() => {
      say(game, 'wait1');
      return water.temperature;
    });
    expect(seen).toEqual([60, 100, 160]);
    expect(stateOf(water)).toBe('gas');
    expect(say(game, 'look at pot')).toBe('You see: pot [steam].');
  });

  it('cools only in a closed freezer, by 30, and warms by 20 in a room', () => {
    const game = houseOf(goalOf('freeze', 'milk', 'bedroom'), 'kitchen');
    const milk = thing(game, 'milk');
    put(milk.parent ?? milk, thing(game, 'counter'));
    const vessel = milk.parent?.kind.name ?? '';
    say(game, 'open freezer', `move ${vessel} to freezer`, 'wait');
    expect(milk.temperature).toBe(20);
    say(game, 'close freezer');
    expect(milk.temperature).toBe(0);
    say(game, 'wait1');
    expect([milk.temperature, stateOf(milk)]).toEqual([-30, 'solid']);
    expect(say(game, 'open freezer')).toMatch(/^You open the freezer\. Inside: \w+ \[milk \(solid\)\]\.$/u);
    expect(milk.temperature).toBe(-10);
    expect(say(game, 'wait1')).toBe('You wait. The milk melts.');
  });

  it('does not get into a flask', () => {
    const game = houseOf(goalOf('temperature', 'tea', 'bedroom'), 'bedroom');
    const tea = thing(game, 'tea');
    const before = tea.temperature;
    say(game, 'wait', 'wait');
    expect(tea.temperature).toBe(before);
  });

  it('melts iron in the furnace alone', () => {
    const game = houseOf(goalOf('melt', 'iron', 'bedroom'), 'kitchen');
    const iron = thing(game, 'iron');
    put(iron, thing(game, 'pot'));
    say(game, 'activate stove', 'wait', 'wait');
    expect([iron.temperature, stateOf(iron)]).toEqual([400, 'solid']);
    put(iron, thing(game, 'crucible'));
    game.world.at = game.world.rooms.get('foundry') ?? game.world.at;
    expect(say(game, 'activate furnace', 'wait1', 'wait1')).toBe('You wait.');
    expect(iron.temperature).toBe(1540);
    expect(say(game, 'open furnace')).toBe('You open the furnace. Inside: crucible [iron (liquid)].');
  });
});

describe('the thermometer', () => {
  it('says how hot a substance is, up to 400 degrees', () => {
    const game = houseOf(goalOf('temperature', 'tea', 'bedroom'), 'kitchen');
    const tea = thing(game, 'tea');
    put(tea.parent ?? tea, thing(game, 'counter'));
    tea.temperature = 70;
    expect(say(game, 'use thermometer on tea')).toBe('The thermometer says that the tea has 70 degrees.');
    expect(say(game, 'use thermometer on flask')).toBe(
      'Not possible. The thermometer only measures substances, not flask.',
    );
    tea.temperature = 460;
    expect(say(game, 'use thermometer on tea')).toContain('more than 400 degrees');
    tea.temperature = -50;
    expect(say(game, 'use thermometer on tea')).toContain('minus 50 degrees');
  });
});

describe('a circuit', () => {
  it.each([
    ['nail', 'The bulb shines.'],
    ['cork', ''],
  ])('through a %s', (name, news) => {
    const game = houseOf(goalOf('circuit', 'rod', 'bedroom'), 'workshop');
    const tested = houseOf(goalOf('conduct', name, 'bedroom'), 'workshop');
    put(thing(tested, name), thing(tested, 'workbench'));
    const last = say(tested, `connect blue wire to ${name}`, `connect ${name} to black wire`);
    expect(last).toBe(`You connect the black wire to the ${name}. ${news}`.trim());
    expect(say(tested, 'connect blue wire to nail')).toMatch(/^Not possible\./u);
    expect(thing(tested, 'bulb').on).toBe(news !== '');
    // What is taken away is connected no more.
    say(tested, `pick up ${name}`);
    expect([thing(tested, name).links, thing(tested, 'bulb').on]).toEqual([[], false]);
    // Without the thing it is closed as well.
    say(game, 'connect red wire to battery', 'connect red wire to bulb', 'connect blue wire to bulb');
    expect(thing(game, 'bulb').on).toBe(false);
    expect(say(game, 'connect blue wire to battery')).toContain('The bulb shines.');
    expect(say(game, 'connect black wire to bulb')).toContain('Both ends of bulb are connected.');
  });
});

describe('a seed', () => {
  it('needs soil and water, takes four actions a stage, and a bee to bear fruit', () => {
    const game = houseOf(goalOf('fruit', 'pea', 'bedroom'), 'greenhouse');
    const [pea, pot, soil] = [thing(game, 'pea'), thing(game, 'flowerpot'), thing(game, 'soil')];
    put(soil, game.world.at);
    put(pea, thing(game, 'shelf'));
    say(game, 'focus on pea seed', 'move pea seed to flowerpot', 'wait', 'move soil to flowerpot', 'wait');
    expect([pea.stage, pea.age, pea.parent]).toEqual([0, 0, pot]);
    expect(say(game, 'move glass to sink', 'activate sink')).toBe('You turn on the sink. The glass fills with water.');
    say(game, 'pour glass into flowerpot');
    expect([pea.stage, pea.age]).toEqual([0, 1]);
    say(game, 'wait1', 'wait1');
    expect(say(game, 'wait1')).toBe('You wait. The pea seed grows into a seedling.');
    expect(say(game, 'wait')).toContain('The pea seedling grows into a plant.');
    say(game, 'wait', 'wait', 'wait');
    expect(pea.stage).toBe(3);
    expect(game.score).toBe(80);
    expect(say(game, 'open beehive', 'wait')).toContain('The pea flower grows into a fruit.\nThe task is done.');
    expect([game.score, game.over]).toEqual([100, true]);
  });
});

describe('what is not possible', () => {
  it.each([
    ['', 'The action is empty. Try look around.'],
    ['fly', 'No such action. Try look around, go to, pick up, move, focus on or wait.'],
    ['move pot', 'No such action. Try look around, go to, pick up, move, focus on or wait.'],
    ['x'.repeat(300), 'No such action. Try look around, go to, pick up, move, focus on or wait.'],
    ['go to moon', 'There is no such room.'],
    ['go to kitchen', 'You are there already.'],
    ['go to foundry', 'There is no way from here. Ways: hallway, outside.'],
    ['open crucible', 'There is no such thing at hand.'],
    ['open stove', 'stove cannot be opened or closed.'],
    ['close fridge', 'fridge is closed.'],
    ['activate fridge', 'fridge cannot be turned on or off.'],
    ['deactivate stove', 'stove is off already.'],
    ['pick up stove', 'stove cannot be moved.'],
    ['pick up milk', 'milk is not solid. Pour it, or move what it is in.'],
    ['put down pot', 'You do not carry pot.'],
    ['move bowl to fridge', 'fridge is closed.'],
    ['move thermometer to stove', 'stove takes only vessels such as a pot.'],
    ['move thermometer to pot', 'pot takes only substances.'],
    ['move pot to stove', 'pot is there already.'],
    ['move pot to pot', 'That is the same thing.'],
    ['move pot to thermometer', 'Nothing can be put there: thermometer.'],
    ['pour pot into bowl', 'There is nothing liquid to pour: pot.'],
    ['pour milk into stove', 'Nothing can be poured there: stove.'],
    ['connect thermometer to pot', 'thermometer cannot be connected.'],
    ['disconnect pot', 'pot is not connected.'],
    ['use pot on milk', 'Only the thermometer can be used, not pot.'],
  ])('%s', (action, reason) => {
    const game = houseOf(goalOf('freeze', 'milk', 'bedroom'), 'kitchen');
    const milk = thing(game, 'milk');
    put(milk.parent ?? milk, thing(game, 'counter'));
    expect(say(game, action)).toBe(`Not possible. ${reason}`);
    // It takes no time.
    expect(milk.temperature).toBe(20);
  });

  it('is to carry a fourth thing', () => {
    const game = houseOf(goalOf('find', 'plant', 'hallway'), 'workshop');
    say(game, 'pick up bulb', 'pick up battery', 'pick up red wire');
    expect(say(game, 'pick up blue wire')).toBe('Not possible. You carry three things already. Put one down.');
  });

  it('is not made so by articles, capitals, a full stop or other words', () => {
    const game = houseOf(goalOf('find', 'plant', 'hallway'), 'kitchen');
    expect(say(game, 'Turn on the Stove.')).toBe('You turn on the stove.');
    expect(say(game, 'take a pot')).toBe('You pick up the pot.');
    expect(say(game, 'put the pot on  the counter')).toBe('You move the pot to the counter.');
    expect(say(game, 'look in sink')).toBe('You see: sink (off). It is empty.');
  });
});
