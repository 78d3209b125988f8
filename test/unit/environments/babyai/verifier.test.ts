import { beforeEach, describe, expect, it } from 'vitest';
import { Grid, newThing, type Primitive, type Thing } from '../../../../src/environments/builtin/babyai/grid.ts';
import { type Mission, sentence, trips } from '../../../../src/environments/builtin/babyai/missions.ts';
import { createVerifier } from '../../../../src/environments/builtin/babyai/verifier.ts';

const ball: Mission = { verb: 'go to', target: { kind: 'ball', colour: 'red' } };
const key: Mission = { verb: 'pick up', target: { kind: 'key' } };

/** The agent looks east at nothing; to its left is a red ball, to its right a blue key. */
describe('the babyai verifier', () => {
  let grid: Grid;
  let red: Thing;

  beforeEach(() => {
    grid = new Grid(7, 7);
    Object.assign(grid.agent, { x: 3, y: 3, direction: 0 });
    red = newThing('ball', 'red');
    grid.put(red, 3, 2);
    grid.put(newThing('key', 'blue'), 3, 4);
  });

  /** After which of the moves the mission was first fulfilled. */
  const wonAt = (mission: Mission, moves: readonly Primitive[]): number => {
    const verifier = createVerifier(grid, mission);
    return moves.findIndex((move) => {
      const deed = grid.do(move);
      return deed !== undefined && verifier.see(deed);
    });
  };
  const keyFirst: Primitive[] = ['right', 'pickup', 'left', 'left'];
  const ballFirst: Primitive[] = ['left', 'right', 'right', 'pickup'];

  it('keeps the order of then', () => {
    expect(wonAt({ join: 'then', first: ball, second: key }, ballFirst)).toBe(3);
  });
  it('does not count what comes too early', () => {
    expect(wonAt({ join: 'then', first: ball, second: key }, keyFirst)).toBe(-1);
  });
  it('keeps the order of after', () => {
    expect(wonAt({ join: 'after', first: key, second: ball }, keyFirst)).toBe(3);
  });
  it('does not count what comes too early with after', () => {
    expect(wonAt({ join: 'after', first: key, second: ball }, ballFirst)).toBe(-1);
  });
  it.each([[keyFirst], [ballFirst]])('takes both orders of and: %o', (moves) => {
    expect(wonAt({ join: 'and', first: ball, second: key }, moves)).toBe(3);
  });

  it('wants a thing put next to another, not merely near', () => {
    const mission: Mission = { verb: 'put', target: { kind: 'key' }, beside: { kind: 'ball' } };
    expect(wonAt(mission, ['right', 'pickup', 'left', 'drop', 'pickup', 'forward', 'left', 'drop'])).toBe(7);
  });

  it('wants the door opened, not closed', () => {
    const door = newThing('door', 'grey', 'open');
    grid.put(door, 4, 3);
    expect(wonAt({ verb: 'open', target: { kind: 'door' } }, ['toggle', 'toggle'])).toBe(1);
  });

  it('wants the key of the colour for a locked door', () => {
    grid.put(newThing('door', 'green', 'locked'), 4, 3);
    expect(wonAt({ verb: 'open', target: { kind: 'door' } }, ['right', 'pickup', 'left', 'toggle'])).toBe(-1);
    grid.carried = newThing('key', 'green');
    expect(wonAt({ verb: 'open', target: { kind: 'door' } }, ['toggle'])).toBe(0);
  });

  it('takes places as seen from the start', () => {
    expect(wonAt({ verb: 'go to', target: { place: 'on your right' } }, ['left', 'right', 'right'])).toBe(2);
  });

  it('says missions as sentences and counts their trips', () => {
    grid.put(newThing('ball', 'red'), 1, 1);
    const put: Mission = { verb: 'put', target: { kind: 'key', colour: 'blue' }, beside: { place: 'on your left' } };
    expect(sentence(grid, ball)).toBe('go to a red ball');
    expect(sentence(grid, put)).toBe('put the blue key next to an object on your left');
    expect(sentence(grid, { join: 'then', first: ball, second: key })).toBe('go to a red ball, then pick up the key');
    expect(sentence(grid, { join: 'after', first: ball, second: key })).toBe(
      'pick up the key after you go to a red ball',
    );
    expect(sentence(grid, { join: 'and', first: ball, second: key })).toBe('go to a red ball and pick up the key');
    expect(trips({ join: 'and', first: ball, second: put })).toBe(3);
  });
});
