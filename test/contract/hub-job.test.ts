/**
 * The script of a job on Hugging Face Jobs, run here against a Hub in small: it copies what is mounted, tells its events and
 * leaves what was made on the branch, by huggingface_hub. Needs an interpreter that has that package (AGENTGYM_PYTHON); the
 * training itself is a stand-in of a few lines.
 */
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jobsServer } from '../support/jobs-server.ts';
import { scratchDirectory } from '../support/scratch.ts';

const python = process.env['AGENTGYM_PYTHON'] ?? 'python3';
const hasHub = spawnSync(python, ['-c', 'import huggingface_hub']).status === 0;
const SCRIPT = join(import.meta.dirname, '../../src/train/trl/hub_job.py');
const scratch = scratchDirectory('hub-job');

const TRAIN = `
import json, sys
from pathlib import Path
job = Path(sys.argv[1])
request = json.loads((job / "request.json").read_text())
assert (Path(request["base"]) / "reference.json").exists()
with (job / "events.jsonl").open("a") as events:
    events.write(json.dumps({"type": "step", "step": 1}) + "\\n")
if request["fails"]:
    sys.exit(3)
(job / "out").mkdir()
(job / "out" / "config.json").write_text("{}")
(job / "result.json").write_text(json.dumps({"status": "succeeded"}))
`;

async function run(fails: boolean): Promise<{ code: number | null; stdout: string; files: Record<string, string> }> {
  const hub = await jobsServer();
  hub.branches.set('run-1', new Map());
  const mounted = join(scratch, `mounted-${fails}`);
  for (const folder of ['code', 'base']) mkdirSync(join(mounted, folder), { recursive: true });
  copyFileSync(SCRIPT, join(mounted, 'code', 'hub_job.py'));
  writeFileSync(join(mounted, 'code', 'train.py'), TRAIN);
  writeFileSync(join(mounted, 'base', 'reference.json'), '{"model":"org/base"}');
  writeFileSync(join(mounted, 'request.json'), JSON.stringify({ base: 'elsewhere', fails }));
  const args = [join(mounted, 'code', 'hub_job.py'), mounted, 'me/agentgym-jobs', 'run-1', '1'];
  const env = { ...process.env, HF_ENDPOINT: hub.url, HF_TOKEN: 'hf_test', HF_HUB_DISABLE_XET: '1' };
  const [code, stdout] = await new Promise<[number | null, string]>((resolve) => {
    const child = execFile(python, args, { env, cwd: scratch }, (_, out, err) => resolve([child.exitCode, out + err]));
  });
  const files = [...(hub.branches.get('run-1') ?? new Map<string, Buffer>())];
  return { code, stdout, files: Object.fromEntries(files.map(([name, content]) => [name, content.toString('utf8')])) };
}

describe.skipIf(!hasHub)(`the script of a job on the Hub, in ${python}`, { timeout: 120_000 }, () => {
  it('tells what happens, and leaves the candidate at the root of the branch', async () => {
    const { code, stdout, files } = await run(false);
    expect(stdout).toContain('agentgym-event {"type": "step", "step": 1}\n');
    expect(code, stdout).toBe(0);
    expect(files).toEqual({
      'config.json': '{}',
      'events.jsonl': '{"type": "step", "step": 1}\n',
      'result.json': '{"status": "succeeded"}',
    });
  });

  it('leaves an account of a training that ended without one', async () => {
    const { code, stdout, files } = await run(true);
    expect(code, stdout).toBe(3);
    expect(JSON.parse(files['result.json'] ?? '')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('exit code 3') as string,
    });
  });
});
