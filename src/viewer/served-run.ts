/** One run as it is being viewed: its table, its environments and its tokenizers, which are kept while somebody looks. */
import { AgentgymError } from '../errors.ts';
import type { ReadRun } from '../runs/read-run.ts';

import type { Trajectory } from '../trajectories/trajectory.ts';
import type { PicturesAnswer, RunPage, TrajectoryView } from './api.ts';
import type { KnownRun } from './known-runs.ts';
import { picturesOf } from './replay/pictures.ts';
import { tokenTexts } from './replay/token-text.ts';
import { turnsOf } from './replay/turns.ts';
import { type Worlds, worldsOf } from './replay/worlds.ts';
import { environmentsOf } from './run-row.ts';
import { runPage } from './run-page.ts';
import type { Placed } from './table/query.ts';
import { RunTable, rowOf } from './table/run-table.ts';
import { storedRow } from './table/stored-row.ts';

const MOST_PICTURES = 20;

export class ServedRun {
  readonly table: RunTable;
  readonly #place: KnownRun;
  readonly #texts: ReturnType<typeof tokenTexts>;
  readonly #custom: boolean;
  readonly #pictures = new Map<string, Promise<PicturesAnswer>>();
  #worlds: { config: string; worlds: Worlds } | undefined;

  constructor(place: KnownRun, { custom }: { custom: boolean }) {
    this.#place = place;
    this.#custom = custom;
    this.table = new RunTable(place.directory);
    this.#texts = tokenTexts(place.directory);
  }

  async page(run: ReadRun): Promise<RunPage> {
    const worlds = this.worlds(run);
    const names = environmentsOf(run.config);
    const drawn = await Promise.all(
      names.map(async (name) => [name, await (await worlds.of(name)).pictures()] as const),
    );
    const { id, path } = this.#place;
    return runPage({ id, path }, { run, stored: this.table, pictures: Object.fromEntries(drawn) });
  }

  /** Made anew when the config changes, which is when a run's limits are raised. */
  worlds({ config, configText = '' }: ReadRun): Worlds {
    if (this.#worlds?.config !== configText) {
      void this.#worlds?.worlds.close().catch(() => {});
      this.#worlds = { config: configText, worlds: worldsOf(config, { custom: this.#custom }) };
    }
    return this.#worlds.worlds;
  }

  /** @throws AgentgymError E_VIEW_UNKNOWN */
  async find(file: string, id: string): Promise<Placed> {
    const stored = await this.table.rowsOf(file);
    const row = stored?.rows.findLast((one) => one.id === id);
    if (stored === undefined || row === undefined) {
      throw new AgentgymError('E_VIEW_UNKNOWN', 'There is no such trajectory in the run.', {
        hint: 'Its file may have been written anew: go back to the table.',
      });
    }
    return { row, at: stored.at };
  }

  async view(run: ReadRun, placed: Placed): Promise<TrajectoryView> {
    const trajectory = await trajectoryAt(placed);
    const world = await this.worlds(run).of(trajectory.environment);
    const sampled = trajectory.messages.some(({ tokenIds }) => tokenIds !== undefined);
    const texts = sampled ? await this.#texts(trajectory.policy) : undefined;
    const { split, fingerprint, seed, temperature, rewardRaw, usage, cost, restarts, error } = trajectory;
    return {
      ...rowOf(placed),
      split,
      fingerprint,
      seed,
      temperature,
      rewardRaw,
      usage: { ...usage },
      ...(cost === undefined ? {} : { cost }),
      ...(restarts === undefined ? {} : { restarts }),
      ...(error === undefined ? {} : { error }),
      format: world.formatName,
      turns: turnsOf(trajectory, { format: world.format, texts }),
      pictures: await world.pictures(),
    };
  }

  async pictures(run: ReadRun, placed: Placed): Promise<PicturesAnswer> {
    const { row, at } = placed;
    const key = `${at.id} ${row.offset} ${row.id}`;
    const drawing =
      this.#pictures.get(key) ??
      trajectoryAt(placed).then(async (trajectory) =>
        picturesOf(trajectory, await this.worlds(run).of(trajectory.environment)),
      );
    this.#pictures.delete(key);
    this.#pictures.set(key, drawing);
    const [oldest] = this.#pictures.keys();
    if (this.#pictures.size > MOST_PICTURES && oldest !== undefined) this.#pictures.delete(oldest);
    return drawing;
  }

  async close(): Promise<void> {
    await this.#worlds?.worlds.close().catch(() => {});
  }
}

async function trajectoryAt({ row, at }: Placed): Promise<Trajectory> {
  return storedRow(at, row);
}
