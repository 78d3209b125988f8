import { describe, expect, it } from 'vitest';
import { parseAction } from '../../../../src/environments/builtin/household/actions.ts';
import type { Game } from '../../../../src/environments/builtin/household/game.ts';
import type { GoalType } from '../../../../src/environments/builtin/household/goals.ts';
import { goalOf, roomOf } from './room.ts';

const CONTENTS = {
  'countertop 1': ['mug 1', 'mug 2', 'knife 1'],
  'cabinet 1': ['plate 1'],
  'cabinet 2': [],
  'fridge 1': ['egg 1'],
  'microwave 1': [],
  'sinkbasin 1': [],
  'desk 1': ['desklamp 1', 'book 1'],
  'floorlamp 1': ['floorlamp 1'],
};

function kitchen(type: GoalType = 'place', thing = 'mug', target = 'cabinet'): Game {
  return roomOf(goalOf(type, thing, target), CONTENTS);
}

/** Acts in turn; the last answer. */
function play(game: Game, ...actions: readonly string[]): string | undefined {
  return actions.map((action) => game.act(action)).at(-1);
}

const TAKEN = ['go to countertop 1', 'take mug 1 from countertop 1'];

describe('a household room', () => {
  it('shows what is at a place, and what is in a closed one once it is open', () => {
    const game = kitchen();
    expect(game.act('go to countertop 1')).toBe(
      'You arrive at countertop 1. On it, you see a mug 1, a mug 2 and a knife 1.',
    );
    expect(game.act('go to fridge 1')).toBe('You arrive at fridge 1. It is closed.');
    expect(game.act('take egg 1 from fridge 1')).toBe('Nothing happens. fridge 1 is closed.');
    expect(game.act('examine egg 1')).toBe('Nothing happens. You see no such thing here.');
    expect(game.act('open fridge 1')).toBe('You open fridge 1. In it, you see an egg 1.');
    expect(game.act('take egg 1 from fridge 1')).toBe('You pick up egg 1 from fridge 1.');
    expect(game.act('look')).toBe('You are at fridge 1. In it, you see nothing.');
    expect(game.act('close fridge 1')).toBe('You close fridge 1.');
    expect(game.act('move egg 1 to fridge 1')).toBe('Nothing happens. fridge 1 is closed.');
  });

  it('is told from the middle until one goes somewhere', () => {
    const game = kitchen();
    const room = game.act('look');
    expect(room).toMatch(/^You are in the middle of a kitchen\. Around you, you see a countertop 1, a cabinet 1, /u);
    expect(room).toMatch(/ a desk 1 and a floorlamp 1\.$/u);
    expect(play(game, 'go to cabinet 2', 'examine cabinet 2')).toBe('You are at cabinet 2. It is closed.');
  });

  it('lets one carry one thing', () => {
    const game = kitchen();
    expect(game.act('inventory')).toBe('You carry nothing.');
    expect(play(game, ...TAKEN)).toBe('You pick up mug 1 from countertop 1.');
    expect(game.act('take knife 1 from countertop 1')).toBe('Nothing happens. You already carry mug 1.');
    expect(game.act('inventory')).toBe('You carry a mug 1.');
    expect(play(game, 'go to sinkbasin 1', 'clean mug 1 with sinkbasin 1', 'inventory')).toBe(
      'You carry a clean mug 1.',
    );
    expect(play(game, 'go to microwave 1', 'heat mug 1 with microwave 1', 'examine mug 1')).toBe(
      'It is a hot clean mug 1.',
    );
    expect(play(game, 'go to fridge 1', 'cool mug 1 with fridge 1', 'inventory')).toBe('You carry a cold clean mug 1.');
  });

  it.each<[GoalType, string, string, string[]]>([
    ['place', 'mug', 'cabinet', [...TAKEN, 'go to cabinet 2', 'open cabinet 2', 'move mug 1 to cabinet 2']],
    [
      'clean',
      'mug',
      'desk',
      [...TAKEN, 'go to sinkbasin 1', 'clean mug 1 with sinkbasin 1', 'go to desk 1', 'move mug 1 to desk 1'],
    ],
    [
      'heat',
      'mug',
      'desk',
      [...TAKEN, 'go to microwave 1', 'heat mug 1 with microwave 1', 'go to desk 1', 'move mug 1 to desk 1'],
    ],
    [
      'cool',
      'mug',
      'desk',
      [...TAKEN, 'go to fridge 1', 'cool mug 1 with fridge 1', 'go to desk 1', 'move mug 1 to desk 1'],
    ],
    ['light', 'book', 'desklamp', ['go to desk 1', 'take book 1 from desk 1', 'use desklamp 1']],
    ['light', 'book', 'desklamp', ['go to desk 1', 'use desklamp 1', 'take book 1 from desk 1']],
    ['light', 'mug', 'floorlamp', [...TAKEN, 'go to floorlamp 1', 'use floorlamp 1']],
    [
      'two',
      'mug',
      'desk',
      [
        ...TAKEN,
        'go to desk 1',
        'move mug 1 to desk 1',
        'go to countertop 1',
        'take mug 2 from countertop 1',
        'go to desk 1',
        'move mug 2 to desk 1',
      ],
    ],
  ])('is done with the last action of %s %s %s', (type, thing, target, actions) => {
    const game = kitchen(type, thing, target);
    const overs = actions.map((action) => {
      expect(game.act(action)).not.toMatch(/^Nothing happens/u);
      return game.over;
    });
    expect(overs).toEqual(actions.map((_, i) => i === actions.length - 1));
  });

  it.each<[GoalType, string, string, string[]]>([
    ['place', 'mug', 'cabinet', [...TAKEN, 'go to desk 1', 'move mug 1 to desk 1']],
    ['heat', 'mug', 'desk', [...TAKEN, 'go to desk 1', 'move mug 1 to desk 1']],
    [
      'heat',
      'mug',
      'desk',
      [
        ...TAKEN,
        'go to microwave 1',
        'heat mug 1 with microwave 1',
        'go to fridge 1',
        'cool mug 1 with fridge 1',
        'go to desk 1',
        'move mug 1 to desk 1',
      ],
    ],
    ['light', 'book', 'desklamp', ['go to desk 1', 'use desklamp 1']],
    ['light', 'book', 'floorlamp', ['go to desk 1', 'take book 1 from desk 1', 'use desklamp 1']],
    ['light', 'book', 'desklamp', ['go to desk 1', 'take book 1 from desk 1', 'use desklamp 1 now']],
    // One in each of two cabinets is not two in one.
    [
      'two',
      'mug',
      'cabinet',
      [
        ...TAKEN,
        'go to cabinet 1',
        'open cabinet 1',
        'move mug 1 to cabinet 1',
        'go to countertop 1',
        'take mug 2 from countertop 1',
        'go to cabinet 2',
        'open cabinet 2',
        'move mug 2 to cabinet 2',
      ],
    ],
  ])('is not done: %s %s %s by %j', (type, thing, target, actions) => {
    const game = kitchen(type, thing, target);
    play(game, ...actions);
    expect(game.over).toBe(false);
  });

  it('has lamps that are switched and stay', () => {
    const game = kitchen();
    expect(play(game, 'go to desk 1', 'use desklamp 1')).toBe('You turn on desklamp 1.');
    expect(game.act('examine desklamp 1')).toBe('desklamp 1 is on.');
    expect(game.act('use desklamp 1')).toBe('You turn off desklamp 1.');
    expect(game.act('take desklamp 1 from desk 1')).toBe('Nothing happens. A lamp cannot be taken.');
    expect(game.act('go to floorlamp 1')).toBe('You arrive at floorlamp 1. It is off.');
    expect(game.available()).toContain('use floorlamp 1');
  });

  it('lists what can be done on request', () => {
    const game = kitchen();
    play(game, 'go to desk 1');
    expect(game.act('check available actions')).toBe(
      'Available actions: use desklamp 1, take book 1 from desk 1, go to countertop 1, cabinet 1, cabinet 2, fridge 1, microwave 1, sinkbasin 1 or floorlamp 1, examine desk 1, desklamp 1 or book 1, look and inventory.',
    );
  });
});

describe('what is not possible', () => {
  const UNCLEAR = 'The action is not understood. Say check available actions to see what you can do.';
  it.each([
    ['', 'The action is empty. Say check available actions to see what you can do.'],
    [' \n.', 'The action is empty. Say check available actions to see what you can do.'],
    ['dance', UNCLEAR],
    ['take mug 1', UNCLEAR],
    ['take mug 1 with desk 1', UNCLEAR],
    ['go to desk', UNCLEAR],
    ['go to desk 1; look', UNCLEAR],
    ['constructor', UNCLEAR],
    ['x'.repeat(100_000), UNCLEAR],
    ['go to attic 1', 'There is no such place in this room.'],
    ['go to desk 2', 'There is no such place in this room.'],
    ['go to countertop 1', 'You are already at countertop 1.'],
    ['open fridge 1', 'You are not at fridge 1. Go to it first.'],
    ['open countertop 1', 'countertop 1 cannot be opened or closed.'],
    ['open moon 1', 'There is no such place in this room.'],
    ['take plate 1 from cabinet 1', 'You are not at cabinet 1. Go to it first.'],
    ['take plate 1 from countertop 1', 'It is not at countertop 1.'],
    ['move mug 1 to countertop 1', 'You do not carry it.'],
    ['clean mug 1 with sinkbasin 1', 'You do not carry it.'],
    ['use desklamp 1', 'You see no such thing here.'],
    ['use mug 1', 'Only a lamp can be used.'],
    ['use countertop 1', 'Only a lamp can be used.'],
    ['examine book 1', 'You see no such thing here.'],
    ['examine desk 1', 'You are not at desk 1. Go to it first.'],
  ])('is said of %j', (action, reason) => {
    const game = kitchen();
    game.act('go to countertop 1');
    const before = JSON.stringify(game.world);
    expect(game.act(action)).toBe(`Nothing happens. ${reason}`);
    expect(JSON.stringify(game.world)).toBe(before);
  });

  it.each([
    ['go to cabinet 1', 'close cabinet 1', 'cabinet 1 is closed.'],
    ['open cabinet 1', 'open cabinet 1', 'cabinet 1 is already open.'],
    ['go to floorlamp 1', 'move knife 1 to floorlamp 1', 'Nothing can be put on floorlamp 1.'],
    ['go to fridge 1', 'heat knife 1 with fridge 1', 'This needs a microwave.'],
    ['go to fridge 1', 'cool knife 1 with fridge 1', 'knife 1 cannot be cooled.'],
    ['go to microwave 1', 'heat knife 1 with microwave 1', 'knife 1 cannot be heated.'],
    ['go to fridge 1', 'clean knife 1 with fridge 1', 'This needs a sinkbasin.'],
    ['go to desk 1', 'clean knife 1 with sinkbasin 1', 'You are not at sinkbasin 1. Go to it first.'],
    ['go to microwave 1', 'move knife 1 to microwave 1', 'microwave 1 is closed.'],
  ])('with a knife in hand: %s, %s', (first, action, reason) => {
    const game = kitchen();
    play(game, 'go to countertop 1', 'take knife 1 from countertop 1', 'go to cabinet 1', first);
    expect(game.act(action)).toBe(`Nothing happens. ${reason}`);
    expect(game.act('inventory')).toBe('You carry a knife 1.');
  });
});

describe('the grammar', () => {
  const move = { verb: 'move', name: 'mug 1', place: 'desk 1' };
  it.each([
    'move mug 1 to desk 1',
    'put mug 1 in/on desk 1',
    'put mug 1 in / on desk 1',
    'Put the  mug 1 on the desk 1.',
    'put mug 1 in desk 1',
    'place a mug 1 on desk 1',
  ])('reads %j', (text) => {
    expect(parseAction(text)).toEqual(move);
  });

  it.each([
    ['TAKE Mug 1 FROM desk 1', { ...move, verb: 'take' }],
    ['pick up mug 1 from desk 1', { ...move, verb: 'take' }],
    ['heat mug 1 using desk 1', { ...move, verb: 'heat' }],
    ['turn on desklamp 1', { verb: 'use', name: 'desklamp 1' }],
    ['look at mug 1', { verb: 'examine', name: 'mug 1' }],
    ['goto desk 1', { verb: 'go to', name: 'desk 1' }],
    ['help', { verb: 'check' }],
  ])('reads %j too', (text, action) => {
    expect(parseAction(text)).toEqual(action);
  });
});
