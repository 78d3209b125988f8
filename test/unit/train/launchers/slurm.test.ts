/**
 * The slurm launcher where there is no Slurm: what its commands print, recorded (Slurm 22.05, and for accounting, which a
 * test host lacks, the columns and states of https://slurm.schedmd.com/sacct.html), and what reaches a host over ssh.
 * test/contract/slurm.test.ts runs a real one.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { Job, Standing } from '../../../../src/train/launchers/contract.ts';
import { shellWords } from '../../../../src/train/launchers/shell-words.ts';
import { fromAccounting, fromControl } from '../../../../src/train/launchers/slurm-states.ts';
import { slurmLauncher } from '../../../../src/train/launchers/slurm.ts';
import { scratchDirectory } from '../../../support/scratch.ts';

const root = scratchDirectory('slurm-unit');

test.each<[string, Standing]>([
  ['7|PENDING|0:0\n', { state: 'waiting' }],
  ['7|REQUEUED|0:0\n', { state: 'waiting' }],
  ['7|RUNNING|0:0\n', { state: 'running' }],
  ['7|COMPLETED|0:0\n', { state: 'ended', exit: 0 }],
  ['7|FAILED|1:0\n', { state: 'ended', exit: 1 }],
  ['7|FAILED|0:11\n', { state: 'ended', exit: null, detail: 'it was ended by signal 11' }],
  ['7|CANCELLED by 1000|0:0\n', { state: 'ended', exit: null, detail: 'it was cancelled' }],
  ['7|TIMEOUT|0:0\n', { state: 'ended', exit: null, detail: 'it reached its time limit' }],
  ['7|OUT_OF_MEMORY|0:125\n', { state: 'ended', exit: null, detail: 'it ran out of memory' }],
  ['7|NODE_FAIL|1:0\n', { state: 'ended', exit: null, detail: 'its node failed' }],
  ['6|FAILED|1:0\n7|PREEMPTED|0:0\n', { state: 'ended', exit: null, detail: 'it had to give way to another job' }],
  ['', { state: 'unknown' }],
])('accounting: %j', (lines, standing) => {
  expect(fromAccounting(lines)).toEqual(standing);
});

const SHOWN =
  'JobId=6 JobName=run-1 UserId=me(1000) GroupId=me(1000) MCS_label=N/A Priority=4294901755 Nice=0 Account=(null) QOS=(null) ';

test.each<[string, Standing]>([
  [
    `${SHOWN}JobState=RUNNING Reason=None Dependency=(null) Requeue=1 Restarts=1 ExitCode=0:0 RunTime=00:00:01`,
    { state: 'running' },
  ],
  [`${SHOWN}JobState=COMPLETING Reason=None ExitCode=0:0`, { state: 'running' }],
  [`${SHOWN}JobState=FAILED Reason=NonZeroExitCode ExitCode=127:0`, { state: 'ended', exit: 127 }],
  [`${SHOWN}JobState=PENDING Reason=JobState=COMPLETED ExitCode=0:0`, { state: 'waiting' }],
])('control: %s', (line, standing) => {
  expect(fromControl(line)).toEqual(standing);
});

test('a state that nobody knows is said', () => {
  expect(() => fromAccounting('7|DREAMING|0:0')).toThrow('DREAMING');
  expect(() => fromControl('')).toThrow('no state');
});

test('words reach a command as they are', () => {
  const words = ['a b', "it's", '$HOME `id` "x" \\', '', '-n', '*', '100%', '~', 'a\nb'];
  const said = execFileSync('sh', ['-c', shellWords(['printf', '%s\\0', ...words])], { encoding: 'utf8' });
  expect(said.split('\0').slice(0, -1)).toEqual(words);
});

describe('with commands that answer what was recorded', () => {
  const path = process.env['PATH'];
  const commands = join(root, 'bin');
  beforeEach(() => {
    mkdirSync(commands, { recursive: true });
    process.env['PATH'] = `${commands}:${path}`;
  });
  afterEach(() => {
    process.env['PATH'] = path;
  });
  const put = (name: string, body: string): void => {
    writeFileSync(join(commands, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(commands, name), 0o755);
  };
  const job = (name: string): Job => {
    const directory = join(root, `${name}'s 5%`);
    mkdirSync(directory);
    const script = join(root, `${name}.py`);
    writeFileSync(script, '');
    return { name, directory, python: 'python3', script };
  };
  const FORGOTTEN = `echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1`;

  it('a job that Slurm has forgotten is asked of accounting, by its number or its name', async () => {
    put('scontrol', FORGOTTEN);
    put('squeue', 'exit 0');
    put('sacct', `case "$*" in *"--jobs 7"*) echo '7|COMPLETED|0:0';; *"--name found"*) echo '9|TIMEOUT|0:0';; esac`);
    const launcher = slurmLauncher({});
    const one = job('found');
    expect(await launcher.find(one, '7')).toEqual({ state: 'ended', exit: 0 });
    expect(await launcher.find(one, undefined)).toMatchObject({ detail: 'it reached its time limit' });
    expect(await launcher.find({ ...one, name: 'other' }, undefined)).toEqual({ state: 'unknown' });
    put('sacct', `echo 'Slurm accounting storage is disabled' >&2; exit 1`);
    expect(await launcher.find(one, '7')).toEqual({ state: 'unknown' });
  });

  it('a controller that does not answer is no forgotten job', async () => {
    put('scontrol', `echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1`);
    await expect(slurmLauncher({}).find(job('away'), '7')).rejects.toMatchObject({
      code: 'E_TRAIN_JOB',
      message: expect.stringContaining('Unable to contact') as string,
    });
  });

  it('a submission whose answer was lost is found, not sent again', async () => {
    put('sbatch', `echo "$@" >> '${root}/submitted'; echo 'sbatch: error: Socket timed out' >&2; exit 1`);
    put('squeue', `echo 41; echo 42`);
    expect(await slurmLauncher({}).submit(job('lost'))).toBe('42');
    expect(readFileSync(join(root, 'submitted'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('over ssh a host gets the same words, the settings first, then those that the job is found by', async () => {
    // As ssh does: the words are joined, and a shell takes them apart.
    put(
      'ssh',
      `[ "$1 $2 $3 $4 $5" = '-o BatchMode=yes -T -- me@login.example.org' ] || exit 9; shift 5; exec sh -c "$*"`,
    );
    put('sbatch', `for word in "$@"; do printf '%s\\0' "$word" >> '${root}/words'; done; echo '12;cluster'`);
    const launcher = slurmLauncher({
      ssh: 'me@login.example.org',
      python: '/opt/py/bin/python',
      partition: 'gpu',
      time: '04:00:00',
      args: ['--comment=for $USER'],
      accelerate: { processes: 2 },
    });
    const one = job('remote');
    expect(await launcher.submit(one)).toBe('12');
    const words = readFileSync(join(root, 'words'), 'utf8').split('\0').slice(0, -1);
    const { directory } = one;
    expect(words).toEqual([
      '--partition=gpu',
      '--time=04:00:00',
      '--comment=for $USER',
      '--parsable',
      '--requeue',
      '--open-mode=append',
      '--job-name=remote',
      `--chdir=${directory}`,
      `--output=${directory.replace('%', '%%')}/log.txt`,
      `${directory}/job.sh`,
      '/opt/py/bin/python',
      '-m',
      'accelerate.commands.launch',
      '--num_processes',
      '2',
      `${directory}/script/remote.py`,
      directory,
    ]);
  });

  it('commands that are not there are said', async () => {
    process.env['PATH'] = join(root, 'nothing');
    await expect(slurmLauncher({}).find(job('none'), '7')).rejects.toMatchObject({
      code: 'E_TRAIN_JOB',
      hint: expect.stringContaining('train.launcher.ssh') as string,
    });
  });
});
