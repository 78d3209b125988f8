/**
 * The questions about our own databases, in one fixed order. Templates are shared by the splits, queries are not.
 */
import { random, seedOf } from '../../../../seeds.ts';
import { type Split, SPLITS } from '../../../contract.ts';
import { inTurn } from '../../splits.ts';
import { splitOf } from '../splits.ts';
import { aggregate } from './aggregate.ts';
import { type TableView, viewsOf } from './conditions.ts';
import { ownDatabase } from './data.ts';
import { type Draft, type Level, LEVELS, type Template } from './drafts.ts';
import { filter } from './filter.ts';
import { group } from './group.ts';
import { join } from './join.ts';
import { nested } from './nested.ts';
import { SCHEMAS } from './schemas.ts';

export interface OwnQuestion extends Draft {
  readonly db: string;
  readonly level: Level;
  readonly split: Split;
  /** Its number over all splits, which its item id has. */
  readonly index: number;
}

const TEMPLATES: Readonly<Record<Level, readonly Template[]>> = { filter, aggregate, join, group, nested };
/** Questions of each level. */
export const COUNTS: Readonly<Record<Split, number>> = { train: 160, dev: 70, eval: 50 };
/** Questions of one template about one database that are considered. */
const MOST = 60;

let made: readonly OwnQuestion[] | undefined;

/** All questions: of each level in turn, from each database and template in turn. Made at the first call. */
export function ownQuestions(): readonly OwnQuestion[] {
  if (made) return made;
  const perLevel = LEVELS.map((level) => chosen(level));
  made = inTurn(perLevel).map((question, index) => ({ ...question, index }));
  return made;
}

type Unnumbered = Omit<OwnQuestion, 'index'>;

function chosen(level: Level): Unnumbered[] {
  const lists = TEMPLATES[level].flatMap((template, i) =>
    SCHEMAS.map(({ name: db }) => {
      const drafts = viewsFor(db).flatMap((view) => [...template(view)]);
      const some = random(seedOf('sql order', level, i, db))
        .shuffle(drafts)
        .slice(0, MOST);
      return some.map((draft) => ({ ...draft, db }));
    }),
  );
  const left: Record<Split, number> = { ...COUNTS };
  const seen = new Set<string>();
  const taken: Unnumbered[] = [];
  for (const draft of inTurn(lists)) {
    const key = `${draft.db} ${draft.sql}`;
    const split = splitOf(draft.db, draft.sql);
    if (seen.has(key) || left[split] === 0) continue;
    seen.add(key);
    left[split] -= 1;
    taken.push({ ...draft, level, split });
    if (SPLITS.every((one) => left[one] === 0)) break;
  }
  return taken;
}

function viewsFor(db: string): readonly TableView[] {
  const database = ownDatabase(db);
  return database === undefined ? [] : viewsOf(database);
}
