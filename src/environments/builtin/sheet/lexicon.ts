/** Texts with all words that sheets, goals, tools and the expert can say. */
import { OPERATORS } from './aggregate.ts';
import { faults } from './faults.ts';
import { orderWords } from './orders.ts';
import { cellName, LARGEST } from './part.ts';
import { COLUMNS, columnName, ROWS } from './positions.ts';
import { merge, sheetOf } from './state.ts';
import { tableWords } from './tables.ts';
import { table, texts } from './texts.ts';

export function* words(): Iterable<string> {
  yield Array.from({ length: LARGEST + 1 }, (_, number) => String(number)).join(' ');
  yield Array.from({ length: ROWS * COLUMNS }, (_, i) => cellName(Math.floor(i / COLUMNS), i % COLUMNS)).join(' ');
  yield Array.from({ length: COLUMNS }, (_, column) => columnName(column)).join(' ');
  yield tableWords().join(' ');
  yield* orderWords();
  yield 'row col rows columns asc des [["red", 3], ["blue", 4]] =B2*C2 =SUM(B2:B4)';
  const cells = { from: { row: 0, column: 0 }, to: { row: 0, column: 1 } };
  const merged = merge(sheetOf([['red', 3]]), cells);
  if ('sheet' in merged) yield table({ ...merged.sheet, frozen: { rows: 1, columns: 0 } });
  yield table(sheetOf([]));
  yield [
    texts.opened('A1'),
    texts.deleted('A1'),
    texts.cell('A1', ''),
    texts.note('A1', ''),
    texts.note('A1', 'B2'),
  ].join('\n');
  yield texts.found([]);
  yield* refusals();
}

function* refusals(): Iterable<string> {
  yield [
    faults.noSheet('', []),
    faults.lastSheet(),
    faults.notOpen(),
    faults.noCell(''),
    faults.noRange('A1', 'B2'),
  ].join('\n');
  yield [faults.oneCell(), faults.noRow(), faults.noColumn(), faults.noIndex(), faults.order()].join('\n');
  yield [faults.dimension('row', 'col'), faults.noOperator(OPERATORS), faults.noPositions(), faults.noValues()].join(
    '\n',
  );
  yield [faults.tooMany(), faults.notFitting(1, 1), faults.tooLong(40), faults.freeze(), faults.merged()].join('\n');
  yield [faults.mergedAlready(), faults.fullRows(), faults.fullColumns(), faults.unreadable()].join('\n');
  yield [faults.longFormula(100), faults.deepFormula(8), faults.noNumber('A1'), faults.byZero()].join('\n');
  yield [faults.tooLarge(), faults.noNumbers(), faults.minus()].join('\n');
}
