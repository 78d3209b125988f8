/**
 * The Hub repository through which jobs of Hugging Face Jobs get their directories and leave what they made: one private
 * model repository, a branch for each job. Runs no jobs.
 */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { AgentgymError } from '../../errors.ts';
import { checkpointKind, writeReference } from '../checkpoint-kind.ts';
import type { Job } from './contract.ts';
import { FILES } from './files.ts';
import { type Hub, statusOf } from './hub.ts';

/** Folder of the branch that holds the job's directory. */
export const INPUT = 'job';
/** What a job leaves beside the candidate's files, and what repositories have of their own. */
/** A file of the folder itself, wherever it is brought to. */
const IN_FOLDER = /^[\w-][\w.-]*$/u;
const NOT_THE_CANDIDATE = new Set([FILES.result, FILES.events, '.gitattributes', 'README.md'] as string[]);

/** Makes the repository, which must be private, and the branch, and puts the job's directory there; its commit. */
export async function bring(hub: Hub, { name, directory, script }: Job): Promise<string> {
  const { createRepo, createBranch, modelInfo, uploadFiles } = await import('@huggingface/hub');
  const { repository, access } = hub;
  const repo = { type: 'model', name: repository } as const;
  const files = await inputOf(directory, script);
  await hub.asked(() => createRepo({ repo, visibility: 'private', ...access() }).catch(unless(409)));
  const info = await hub.asked(() => modelInfo({ name: repository, ...access() }));
  if (!info.private) {
    throw new AgentgymError('E_TRAIN_JOB', `The repository ${repository} is public; training data would be, too.`, {
      hint: 'Make it private in its settings, or name another one: train.launcher.repo.',
    });
  }
  await hub.asked(() => createBranch({ repo, branch: name, ...access() }).catch(unless(409)));
  const commit = await hub.asked(() =>
    uploadFiles({ repo, files, branch: name, commitTitle: `The job ${name}`, ...access() }),
  );
  return commit?.commit.oid ?? name;
}

type Upload = { path: string; content: Blob | URL };

/** The request, the rows, the base, and the script. Throws E_TRAIN_JOB where the base is nothing that can be brought. */
async function inputOf(directory: string, script: string): Promise<Upload[]> {
  const text = await readFile(join(directory, 'request.json'), 'utf8');
  const request = JSON.parse(text) as { base: string };
  const files: Upload[] = [{ path: `${INPUT}/request.json`, content: new Blob([text]) }];
  const add = async (from: string, to: string, wanted: (name: string) => boolean): Promise<void> => {
    for (const entry of await readdir(from, { withFileTypes: true })) {
      const file = join(from, entry.name);
      // Empty files are none to the Hub's large file storage.
      if (!entry.isFile() || !wanted(entry.name) || (await stat(file)).size === 0) continue;
      files.push({ path: `${INPUT}/${to}${entry.name}`, content: pathToFileURL(file) });
    }
  };
  await add(directory, '', (name) => name === 'examples.jsonl' || name === 'pairs.jsonl');
  await add(dirname(script), 'code/', (name) => name.endsWith('.py') || name === 'requirements.txt');
  const kind = await checkpointKind(request.base);
  const elsewhere = kind.kind === 'reference' ? kind.reference.model : kind.kind === 'adapter' ? kind.base : '';
  if (isAbsolute(elsewhere)) {
    throw new AgentgymError('E_TRAIN_JOB', `Jobs on the Hub do not see ${elsewhere}.`, {
      hint: 'Name the base by its id on the Hub: policy.base.',
    });
  }
  await add(request.base, 'base/', () => true);
  return files;
}

/**
 * Brings home what a job left: result.json, and of one that succeeded the candidate, as files or as the name of the branch's
 * commit. Does nothing where there is no result.
 */
export async function fetchHome(hub: Hub, { name, directory }: Job, results: 'download' | 'reference'): Promise<void> {
  const { listFiles, modelInfo } = await import('@huggingface/hub');
  const { repository, access } = hub;
  const repo = { type: 'model', name: repository } as const;
  const there = await hub.asked(async () => {
    const names: string[] = [];
    try {
      for await (const entry of listFiles({ repo, revision: name, ...access() }))
        if (entry.type === 'file') names.push(entry.path);
    } catch (error) {
      unless(404)(error);
    }
    return names;
  });
  if (!there.includes(FILES.result)) return;
  const out = join(directory, 'out');
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const candidate = there.filter((file) => !NOT_THE_CANDIDATE.has(file) && IN_FOLDER.test(file));
  const wanted = results === 'download' ? candidate : candidate.filter((file) => file === 'probes.json');
  for (const file of wanted) await download(hub, { name, file, to: join(out, file) });
  if (results === 'reference' && candidate.length > 0) {
    const { sha } = await hub.asked(() =>
      modelInfo({ name: repository, revision: name, additionalFields: ['sha'], ...access() }),
    );
    await writeReference(out, { model: repository, revision: sha });
  }
  // Last: whoever finds it finds the candidate.
  await download(hub, { name, file: FILES.result, to: join(directory, FILES.result) });
}

async function download(hub: Hub, { name, file, to }: { name: string; file: string; to: string }): Promise<void> {
  const { downloadFile } = await import('@huggingface/hub');
  const repo = { type: 'model', name: hub.repository } as const;
  await hub.asked(async () => {
    const body = await downloadFile({ repo, revision: name, path: file, ...hub.access() });
    if (body === null) throw new Error(`${basename(to)} is not there`);
    if (body.size === 0) return writeFile(to, '');
    const aside = `${to}.partial`;
    await pipeline(Readable.fromWeb(body.stream()), createWriteStream(aside));
    return rename(aside, to);
  });
}

/** Passes over an answer of that status; throws anything else. */
function unless(status: number): (error: unknown) => void {
  return (error) => {
    if (statusOf(error) !== status) throw error;
  };
}
