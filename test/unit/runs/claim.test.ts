import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import { digestOfConfig } from '../../../src/config/resolved.ts';
import type { Config } from '../../../src/config/schema.ts';
import { claim } from '../../../src/runs/claim.ts';
import { runDirectory } from '../../../src/runs/directory.ts';
import { openJournal } from '../../../src/runs/journal.ts';
import { scratchDirectory } from '../../support/scratch.ts';

const root = scratchDirectory('claim');
const config = (changes: object): Config =>
  parseConfig({ name: 'x', environments: [{ name: 'textcraft' }], ...changes });

describe('a run directory', () => {
  it('takes a config, and the same again', async () => {
    const directory = runDirectory(join(root, 'same'));
    expect((await claim(directory, config({}))).resumed).toBe(false);
    expect((await claim(directory, config({}))).resumed).toBe(true);
  });

  it('takes other limits, of which the journal keeps the old ones', async () => {
    const directory = runDirectory(join(root, 'limits'));
    await claim(directory, config({ limits: { tokens: 5 } }));
    const journal = await openJournal(directory.journal);
    const limits = [{ tokens: 10 }, { tokens: 10, wallClock: '2h' }, { failureShare: 0.5 }];
    for (const [i, one] of limits.entries()) {
      const { resumed, settle } = await claim(directory, config({ limits: one }));
      await settle(journal);
      expect(resumed).toBe(true);
      const from = { failureShare: 0.2, ...(limits[i - 1] ?? { tokens: 5 }) };
      expect(journal.find(`limits/${i + 1}`)?.result).toEqual({ from, to: { failureShare: 0.2, ...one } });
      expect((await loadConfig(directory.config)).config).toEqual(config({ limits: one }));
    }
    await journal.close();
  });

  it('takes other trackers, or none, and is of the same config with them', async () => {
    const directory = runDirectory(join(root, 'trackers'));
    await claim(directory, config({}));
    const journal = await openJournal(directory.journal);
    const trackers = [{ tensorboard: {} }, { mlflow: { url: 'http://localhost:5000', key: 'env:KEY' } }, undefined];
    for (const tracking of trackers) {
      const other = config(tracking === undefined ? {} : { tracking });
      await (await claim(directory, other)).settle(journal);
      expect((await loadConfig(directory.config)).config).toEqual(other);
      expect(digestOfConfig(other)).toBe(digestOfConfig(config({})));
    }
    expect(journal.entries().map(({ key }) => key)).toEqual(['config']);
    await expect(claim(directory, config({ seed: 2, tracking: trackers[0] }))).rejects.toMatchObject({
      code: 'E_STORE_MISMATCH',
    });
    await journal.close();
  });

  it.each([{ seed: 2 }, { limits: { tokens: 10 }, seed: 2 }, { explore: { samples: 5 } }])(
    'takes no other config: %j',
    async (changes) => {
      const directory = runDirectory(join(root, JSON.stringify(changes).replaceAll(/\W/gu, '')));
      await claim(directory, config({}));
      const text = readFileSync(directory.config, 'utf8');
      await expect(claim(directory, config(changes))).rejects.toMatchObject({ code: 'E_STORE_MISMATCH' });
      expect(readFileSync(directory.config, 'utf8')).toBe(text);
    },
  );

  it('that has lost its config takes it again, and no other', async () => {
    const directory = runDirectory(join(root, 'lost'));
    const journal = await openJournal(directory.journal);
    await (await claim(directory, config({ limits: { tokens: 5 } }))).settle(journal);
    await journal.close();
    rmSync(directory.config);
    await expect(claim(directory, config({ seed: 2 }))).rejects.toMatchObject({ code: 'E_STORE_MISMATCH' });
    expect(existsSync(directory.config)).toBe(false);
    expect(await claim(directory, config({}))).toMatchObject({ resumed: true });
    expect((await loadConfig(directory.config)).config).toEqual(config({}));
  });
});
