import { describe, expect, it } from 'vitest';
import { parseCall } from '../../../../src/environments/action-formats/call-parser.ts';
import { formatOf } from '../../../../src/environments/action-formats/format.ts';
import { createTextcraft } from '../../../../src/environments/builtin/textcraft/environment.ts';

const format = formatOf(createTextcraft(), 'code_as_action');
const TURN = { thought: 'I lack it.', action: 'get 2 stick' };

describe('code as action', () => {
  it.each([
    ['as it is written', '# I lack it.\nget(count=2, item="stick")'],
    ['in a fence', '```python\n# I lack it.\nget(count=2, item="stick")\n```'],
    ['in a fence with a comment that touches its mark', "```python\n#I lack it.\nget(2, 'stick')\n```"],
    ['with arguments by place', '# I lack it.\nget(2, "stick")'],
    ['with both kinds of arguments', '# I lack it.\nget(2, item="stick")'],
    ['with a comment behind it', 'get(2, "stick") # I lack it.'],
    ['with comments and white space within', '#I lack it.\nget(\n  count = 2,  \n\titem = "stick",\n)'],
    ['with tokens apart', '# I lack it.\nget ( count = 2 , item = " stick " )'],
    ['with another order', '# I lack it.\nget(item="stick", count=2)'],
    ['with three quotes', '# I lack it.\nget(2, """stick""")'],
    ['with escapes', '# I lack it.\nget(2, "\\x73\\u0074i\\143k")'],
    ['with a number of another look', '# I lack it.\nget(+2.0, "stick")'],
    ['with Windows lines', '# I lack it.\r\nget(2, "stick")\r\n'],
  ])('is read %s', (_, text) => {
    expect(format.read(text)).toEqual(TURN);
  });

  it.each([
    ['', 'had no call'],
    ['# just a thought', 'had no call'],
    ['I will get a stick.', 'must be one call'],
    ['get', 'must be one call'],
    ['env.get(2, "stick")', 'must be one call'],
    ['x = get(2, "stick")', 'must be one call'],
    ['import os', 'must be one call'],
    ['get(2, "stick")\nget(2, "stick")', 'went on after its call'],
    ['get(2, "stick"); inventory()', 'went on after its call'],
    ['get(2, "stick").run()', 'went on after its call'],
    ['get(2, "stick") Done.', 'went on after its call'],
    ['get(2, inventory())', 'must be a string in quotes'],
    ['get(1 + 1, "stick")', 'need commas'],
    ['get(2, "st" + "ick")', 'need commas'],
    ['get(2, "st" "ick")', 'need commas'],
    ['get(2 "stick")', 'need commas'],
    ['get(2, f"stick")', 'must be a string in quotes'],
    ['get(2, r"stick")', 'must be a string in quotes'],
    ['get(2, [1])', 'must be a string in quotes'],
    ['get(*[2, "stick"])', 'must be a string in quotes'],
    ['get(**{"count": 2})', 'must be a string in quotes'],
    ['get(count=, item="stick")', 'must be a string in quotes'],
    ['get(,)', 'must be a string in quotes'],
    ['get(2, "stick', 'not closed'],
    ['get(2, "sti\nck")', 'not closed'],
    ['get(2, """stick"")', 'not closed'],
    ['get(2, "stick\\', 'not closed'],
    ['get(2, "stick"', 'need commas'],
    ['get(2, "\\xZZ")', 'escape'],
    ['get(2, "\\u12")', 'escape'],
    ['get(2, "\\UFFFFFFFF")', 'escape'],
    ['get(2, "\\N{BULLET}")', 'escape'],
    ['get(0x10, "stick")', 'number could not be read'],
    ['get(1_000, "stick")', 'number could not be read'],
    ['get(1e999, "stick")', 'number could not be read'],
    ['get(-, "stick")', 'number could not be read'],
    ['get(2j, "stick")', 'number could not be read'],
    ['get(1.2.3, "stick")', 'number could not be read'],
    ['get(count=2, "stick")', 'without a name must come before'],
    ['get(count=2, True)', 'without a name must come before'],
    ['get(2, "stick", 3)', 'too many arguments. Call it as get(count: integer, item: string).'],
    ['get(2, count=2)', '"count" was given twice'],
    ['get(count=2, count=2, item="x")', '"count" was given twice'],
    ['get(2, itm="stick")', 'no argument "itm"'],
    ['get(2, __proto__="stick")', 'no argument "__proto__"'],
    ['get(2)', '"item" is missing'],
    ['get(True, "stick")', 'of type integer, not a boolean'],
    ['get(None, "stick")', 'of type integer, not nothing'],
    ['get(2.5, "stick")', 'of type integer, not a number'],
    ['get("2", "stick")', 'of type integer, not a string'],
    ['fly()', 'no function "fly". Call one of get, craft, inventory.'],
    ['__proto__()', 'no function "__proto__"'],
    ['constructor()', 'no function "constructor"'],
    ['get(2, "stick\\ninventory")', 'one line'],
    ['get(2, """stick\ninventory""")', 'one line'],
    ['gеt(2, "stick")', 'must be one call'], // a Cyrillic е
    ['get（2, "stick")', 'must be one call'],
  ])('says what is wrong with %s', (text, what) => {
    const turn = format.read(text);
    expect(turn).toEqual({ error: expect.stringContaining(what) as string });
    expect('error' in turn && turn.error).toMatch(/Answer with what you think .* below\.$/u);
  });

  it('reads each literal as the value that it is', () => {
    expect(parseCall(`f("a\\"b", 'c\\'d', '''e\n'f''', -1, .5, 1e3, True, false, None, null, k="\\d\\n")`)).toEqual({
      name: 'f',
      positional: ['a"b', "c'd", "e\n'f", -1, 0.5, 1000, true, false, null, null],
      keyword: new Map([['k', '\\d\n']]),
      comments: [],
    });
    expect(parseCall('f("\\ud83d\\ude00", "\\U0001F600", "😀")')).toHaveProperty('positional', ['😀', '😀', '😀']);
    expect(parseCall('f("a\\\nb", "")')).toHaveProperty('positional', ['ab', '']);
  });

  it('writes a thought of several lines as several comments', () => {
    const turn = { thought: 'First this.\n\n  Then # that.', action: 'craft 1 chest using 8 planks' };
    const text = format.write(turn);
    expect(text).toBe('# First this.\n#\n#   Then # that.\ncraft(count=1, item="chest", ingredients="8 planks")');
    expect(format.read(text)).toEqual(turn);
    expect(format.write({ thought: '', action: 'inventory' })).toBe('inventory()');
  });
});
