import { beforeEach, describe, expect, it } from 'vitest';
import { createSheet } from '../../../../src/environments/builtin/sheet/environment.ts';
import { type Session, SPLITS, type StepResult, type Task } from '../../../../src/environments/contract.ts';
import { digest, random } from '../../../../src/seeds.ts';

const environment = createSheet();
let session: Session;
beforeEach(async () => {
  session = await environment.open();
});

function task(index: number): Task {
  return { itemId: `sheet_${index}`, index, split: 'train' };
}

function say(tool: string, input = '{}'): Promise<StepResult> {
  return session.step(`${tool} with Action Input: ${input}`);
}

async function text(tool: string, input = '{}'): Promise<string> {
  return (await say(tool, input)).observation;
}

describe('tasks of sheet', () => {
  it('are the same on every machine', async () => {
    const ids = SPLITS.map((split) => digest(...environment.tasks(split).map(({ itemId }) => itemId)).slice(0, 16));
    expect(ids).toEqual(['a52ff79f5b3ddeeb', 'b59e8e9f4da7f92d', '33ba40bdef5f7ccd']);
    const prints: string[] = [];
    for (const one of environment.tasks('eval')) prints.push((await session.reset(one, 0)).fingerprint);
    expect(digest(...prints).slice(0, 16)).toBe('d44e8a3334151e91');
  });
});

describe('sheet_7, by hand', () => {
  beforeEach(async () => {
    expect(await session.reset(task(7), 0)).toEqual({
      observation: 'Goal: In Sheet14, set the price of pliers to 7.',
      fingerprint: '31e372896badc9fbd53bc1e74fab1611c12d2e3ac51f838d3c889f7aab5c846e',
    });
  });

  it('is done by the change that the goal asks for', async () => {
    expect(await say('open_sheet', '{"name": "Sheet14"}')).toMatchObject({
      observation: 'Sheet14 is open.',
      reward: 0,
    });
    expect(await text('get_all_values')).toBe(
      '| A | B | C\n1 | tool | price | age\n2 | bucket | 17 | 19\n3 | pliers | 14 | 3\n4 | shovel | 10 | 9',
    );
    expect(await say('update_cell', '{"position": "B3", "value": 7}')).toEqual({
      observation: 'B3 is 7.',
      reward: 0.5,
      done: false,
    });
    expect(await say('finish')).toEqual({ observation: 'The task is done.', reward: 1, done: true });
  });

  it.each([
    ['update_range', '{"start_position": "B3", "end_position": "B3", "values_list": [["=3+4"]]}'],
    ['update_cell', '{"position": "b3", "value": " 7 "}'],
    ['Thought: the pliers.\n\nAction: update_cell', '{"position": "B3", "value": "7"}'],
  ])('is done in another way by %s', async (tool, input) => {
    await say('open_sheet', '{"name": "Sheet14"}');
    await say(tool, input);
    expect(await say('finish', '{"answer": "done"}')).toMatchObject({ reward: 1, done: true });
  });

  it('is not done where more was changed than was asked for, until that is undone', async () => {
    await say('open_sheet', '{"name": "Sheet14"}');
    await say('update_cell', '{"position": "B3", "value": "7"}');
    await say('update_cell', '{"position": "C4", "value": "8"}');
    expect(await say('finish')).toEqual({ observation: 'Finished. That was not right.', reward: 0.5, done: true });
    await session.reset(task(7), 0);
    await say('open_sheet', '{"name": "Sheet14"}');
    await say('update_cell', '{"position": "B3", "value": "7"}');
    await say('update_cell', '{"position": "C4", "value": "8"}');
    await say('update_cell', '{"position": "C4", "value": "9"}');
    expect(await say('finish')).toMatchObject({ reward: 1 });
  });

  it('says what is wrong with a call', async () => {
    expect(await text('get_all_values')).toBe('Error: no sheet is open. Use open_sheet first.');
    expect(await text('open_sheet', '{"name": "Sheet99"}')).toMatch(
      /^Error: there is no sheet Sheet99\. The sheets are /u,
    );
    await say('open_sheet', '{"name": "Sheet14"}');
    const wrong: [string, string, RegExp][] = [
      ['update_cell', '{"position": "Z1", "value": "7"}', /no cell Z1\. Columns are A to F, rows 1 to 8/u],
      ['update_cell', '{"position": "B0", "value": "7"}', /no cell B0/u],
      ['update_cell', '{"position": "B3"}', /value is missing/u],
      ['update_cell', '{"position": "B3", "value": "=1/0"}', /divided by 0/u],
      ['update_cell', `{"position": "B3", "value": "${'x'.repeat(41)}"}`, /at most 40 characters/u],
      ['update_cell_by_formula', '{"result_position": "B5", "operator": "SUM"}', /start_position is missing/u],
      ['get_value_by_formula', '{"position_list": ["A2"], "operator": "MAX"}', /no numbers/u],
      ['get_value_by_formula', '{"position_list": [3], "operator": "MAX"}', /position_list must be/u],
      ['get_value_by_formula', '{"position_list": ["B2"], "operator": "MEDIAN"}', /operator must be one of/u],
      ['get_range_values', '{"start_position": "B3", "end_position": "A1"}', /A1 must be below/u],
      ['delete_batch_data', '{"dimension": "rows", "index_list": [2]}', /dimension must be row or col/u],
      ['delete_batch_data', '{"dimension": "row", "index_list": [0]}', /index_list must be/u],
      ['delete_batch_data', '{"dimension": "row", "index_list": []}', /index_list must be/u],
      ['insert_rows', '{"values_list": ["x"], "row_idx": 2}', /values_list must be/u],
      ['insert_rows', '{"values_list": [["x"]], "row_idx": 9}', /rows are numbered 1 to 8/u],
      ['insert_cols', '{"values_list": [["x"]], "col_idx": 0}', /columns are numbered 1 to 6/u],
      ['sort_sheet_by_col', '{"col_num": 7, "order": "asc"}', /columns are numbered/u],
      ['sort_sheet_by_col', '{"col_num": 1, "order": "up"}', /asc or des/u],
      ['freeze_data', '{"dimension": "rows", "num": 8}', /num must be/u],
      ['merge_cells', '{"start_position": "A1", "end_position": "a1"}', /one cell alone/u],
      ['update_range', '{"start_position": "A1", "end_position": "B1", "values_list": [[1]]}', /1 rows of 2 values/u],
      ['get_A1_annotation', '{"row": 9, "col": 1}', /rows are numbered/u],
    ];
    for (const [tool, input, why] of wrong) {
      expect(await text(tool, input)).toMatch(/^Error: /u);
      expect(await text(tool, input)).toMatch(why);
    }
    // None of them changed anything.
    await say('update_cell', '{"position": "B3", "value": "7"}');
    expect(await say('finish')).toMatchObject({ reward: 1 });
  });
});

describe('the tools', () => {
  beforeEach(async () => {
    await session.reset(task(7), 0);
    await say('open_sheet', '{"name": "Sheet14"}');
  });

  it('read', async () => {
    expect(await text('get_cell_value', '{"position": "A3"}')).toBe('pliers');
    expect(await text('get_range_values', '{"start_position": "A2", "end_position": "B3"}')).toBe(
      'bucket | 17\npliers | 14',
    );
    expect(
      await text('get_value_by_formula', '{"start_position": "B2", "end_position": "B4", "operator": "SUM"}'),
    ).toBe('41');
    expect(await text('get_value_by_formula', '{"position_list": ["B2", "C3"], "operator": "PRODUCT"}')).toBe('51');
    expect(await text('filter_cells', '{"query": "Pliers"}')).toBe('A3');
    expect(await text('filter_cells', '{"query": "pliers", "in_row": 2}')).toBe('No cell matches.');
    expect(await text('get_A1_annotation', '{"row": 2, "col": 3}')).toBe('C2');
    expect(await text('get_note', '{"position": "A1"}')).toBe('A1 has no note.');
  });

  it('write', async () => {
    expect(await text('update_note', '{"position": "A3", "content": "check"}')).toBe('The note of A3: check.');
    expect(await text('insert_rows', '{"values_list": [["saw", 1, 2]], "row_idx": 2}')).toContain(
      '2 | saw | 1 | 2\n3 | bucket',
    );
    expect(await text('get_note', '{"position": "A4"}')).toBe('The note of A4: check.');
    const call = '{"start_position": "B2", "end_position": "B5", "result_position": "D2", "operator": "MAX"}';
    expect(await text('update_cell_by_formula', call)).toBe('D2 is 17.');
    expect(await text('delete_batch_data', '{"dimension": "col", "index_list": [2, 3]}')).toContain(
      '2 | saw | 17\n3 | bucket | -',
    );
    expect(await text('freeze_data', '{"dimension": "rows", "num": 1}')).toBe('Frozen rows: 1, frozen columns: 0.');
    expect(await text('sort_sheet_by_col', '{"col_num": 1, "order": "des"}')).toBe(
      '| A | B\n1 | tool | -\n2 | shovel | -\n3 | saw | 17\n4 | pliers | -\n5 | bucket | -\nFrozen rows: 1, frozen columns: 0.',
    );
    expect(await text('merge_cells', '{"start_position": "A2", "end_position": "A3"}')).toContain(
      'Merged cells: A2:A3.',
    );
    expect(await text('del_sheet', '{"name": "Sheet14"}')).toBe('Sheet14 is deleted.');
    expect(await text('get_all_values')).toMatch(/no sheet is open/u);
  });
});

describe('the expert of sheet', () => {
  it('sets right what others changed, where that can be done', async () => {
    const draws = random(17);
    let solved = 0;
    const tasks = environment.tasks('dev').slice(0, 90);
    for (const one of tasks) {
      await session.reset(one, 0);
      let last: StepResult = { observation: '', reward: 0, done: false };
      for (let round = 0; round < 60 && !last.done; round++) {
        const listed = session.actions?.() ?? [];
        const stray = round === 1 || round === 3;
        const writing = listed.filter((action) => /^(?:update_cell|sort_sheet|insert_rows|freeze)/u.test(action));
        const expert = session.expert?.().action ?? '';
        last = await session.step(stray && writing.length > 0 ? draws.pick(writing) : expert);
      }
      expect(last.done).toBe(true);
      if (last.reward === 1) solved += 1;
    }
    expect(solved).toBe(tasks.length);
  });
});
