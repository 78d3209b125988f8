import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toAgentTraj } from '../../../src/trajectories/agenttraj.ts';
import { readTrajectories } from '../../../src/trajectories/read.ts';
import { openStore } from '../../../src/trajectories/store.ts';
import { scratchDirectory } from '../../support/scratch.ts';
import { makeTrajectory } from '../../support/trajectories.ts';

const root = scratchDirectory('damage');
const rows = Array.from({ length: 60 }, (_, i) => JSON.stringify(toAgentTraj(makeTrajectory(i))));

interface Damage {
  name: string;
  /** By line, from 1. */
  lines: Record<number, string>;
  says: string;
  script: string;
}

const damages: Damage[] = [
  { name: 'one', lines: { 7: '{"conv' }, says: 'Of its 60 lines 59 are whole; line 7 is damaged.', script: '7d' },
  { name: 'first', lines: { 1: '\0\0\0' }, says: 'Of its 60 lines 59 are whole; line 1 is damaged.', script: '1d' },
  {
    name: 'range',
    lines: { 3: 'x', 4: '{}', 5: '[1]', 60: '"y"' },
    says: '4 lines are damaged (3-5, 60).',
    script: '3,5d;60d',
  },
  { name: 'twice', lines: { 9: rows[3] ?? '' }, says: 'line 9 is damaged.', script: '9d' },
  {
    name: 'many',
    lines: Object.fromEntries(Array.from({ length: 25 }, (_, i) => [2 * i + 2, '?'])),
    says: 'Of its 60 lines 35 are whole; 25 lines are damaged (2, 4,',
    script: '2,50d',
  },
];

describe('a file of trajectories that is damaged in its middle', () => {
  it.each(damages)(
    'says what can be saved ($name), and how, and stays as it is',
    async ({ name, lines, says, script }) => {
      const file = join(root, `${name}.jsonl`);
      const text = `${rows.map((row, i) => lines[i + 1] ?? row).join('\n')}\n{"torn`;
      writeFileSync(file, text);
      const error = await openStore(file).catch((thrown: unknown) => thrown as { message: string; hint: string });
      expect(error).toMatchObject({ code: 'E_STORE_CORRUPT' });
      const { message, hint } = error as { message: string; hint: string };
      expect(message.startsWith(`${file}:${Object.keys(lines)[0]}`)).toBe(true);
      expect(message).toContain(says);
      expect(readFileSync(file, 'utf8')).toBe(text);

      const command = `sed -i.damaged '${script}' ${file}`;
      expect(hint).toContain(command);
      expect(spawnSync('sh', ['-c', command]).status).toBe(0);
      await (await openStore(file)).close();
      const kept = new Set((await readTrajectories(file)).map(({ id }) => id));
      const [from, to] = name === 'many' ? [2, 50] : [0, 0];
      const expected = rows.filter((_, i) => lines[i + 1] === undefined && (i + 1 < from || i + 1 > to));
      expect(kept.size).toBe(expected.length);
      expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text);
    },
  );

  it('is not damaged where a row is of a later version', async () => {
    const file = join(root, 'later.jsonl');
    writeFileSync(file, `${rows[0]}\n${rows[1]?.replace(/"version":1\}$/u, '"version":2}')}\n`);
    await expect(openStore(file)).rejects.toMatchObject({ code: 'E_STORE_MISMATCH' });
  });
});
