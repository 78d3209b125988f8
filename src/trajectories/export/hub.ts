/**
 * Puts an export into a data set repository of the Hugging Face Hub: makes the repository (or takes the one that is
 * there) and commits data and card at once. The token goes to the Hub and nowhere else.
 */
import { pathToFileURL } from 'node:url';
import { AgentgymError, InterruptedError, messageOf, throwIfInterrupted } from '../../errors.ts';
import { keepSecret } from '../../secrets.ts';

export interface PushRequest {
  /** `owner/name`. */
  name: string;
  /** The repository must not be public: one that is new is made private, one that is public is refused. */
  private: boolean;
  /** Branch; made where it is not there. undefined: main. */
  revision: string | undefined;
  /** Name in the repository, and path here. */
  data: { name: string; file: string };
  card: string;
  /** `hf_…` */
  token: string;
  /** undefined: https://huggingface.co */
  endpoint: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface Pushed {
  /** Page of the data set. */
  url: string;
  commit: string;
  /** Whether the repository is new. */
  created: boolean;
}

const HUB = 'https://huggingface.co';

/** @throws AgentgymError E_EXPORT_HUB, which says what the Hub said and what to do. */
export async function pushToHub(request: PushRequest): Promise<Pushed> {
  const { createBranch, uploadFiles } = await import('@huggingface/hub');
  const { name, revision, data, card, token, signal } = request;
  keepSecret('HF_TOKEN', token);
  const hubUrl = (request.endpoint ?? HUB).replace(/\/+$/u, '');
  const repo = { type: 'dataset', name } as const;
  const access = { accessToken: token, hubUrl } as const;
  try {
    throwIfInterrupted(signal);
    const created = await makeRepository(request, hubUrl);
    if (revision !== undefined && revision !== 'main') {
      await createBranch({ repo, branch: revision, ...access }).catch(unless(409));
    }
    // The library listens to the signal from here on, and would not hear one that has been given.
    throwIfInterrupted(signal);
    const pushed = await uploadFiles({
      repo,
      files: [
        { path: data.name, content: pathToFileURL(data.file) },
        { path: 'README.md', content: new Blob([card]) },
      ],
      commitTitle: 'Export from agentgym',
      ...(revision === undefined ? {} : { branch: revision }),
      ...(signal === undefined ? {} : { abortSignal: signal }),
      ...access,
    });
    return { url: `${hubUrl}/datasets/${name}`, commit: pushed?.commit.oid ?? '', created };
  } catch (error) {
    if (signal?.aborted) throw new InterruptedError('Interrupted; the files are written, but not on the Hub.');
    throw error instanceof AgentgymError ? error : refusal(error, request, hubUrl);
  }
}

/** Whether the repository is new. One that is there is taken, unless it is public and must not be. */
async function makeRepository(request: PushRequest, hubUrl: string): Promise<boolean> {
  const { createRepo, datasetInfo } = await import('@huggingface/hub');
  const { name, token } = request;
  const access = { accessToken: token, hubUrl };
  try {
    const visibility = request.private ? ({ visibility: 'private' } as const) : {};
    await createRepo({ repo: { type: 'dataset', name }, ...visibility, ...access });
    return true;
  } catch (error) {
    unless(409)(error);
  }
  if (request.private && !(await datasetInfo({ name, ...access })).private) {
    throw new AgentgymError(
      'E_EXPORT_HUB',
      `The data set ${name} is there already, and public; --private was asked for.`,
      {
        hint: 'Make it private in its settings, or name another one. Nothing was uploaded.',
      },
    );
  }
  return false;
}

/** Passes over an answer with that status; throws anything else. */
function unless(status: number): (error: unknown) => void {
  return (error) => {
    if (statusOf(error) !== status) throw error;
  };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'The token in HF_TOKEN is not valid (any more); make one with write access in the settings of your account.',
  403: 'The token in HF_TOKEN may not write there: it needs write access to data sets of that owner.',
  404: 'There is no such owner or repository, or the token may not see it.',
  409: 'Somebody else has changed the repository meanwhile. Run the command again with --force.',
  412: 'Somebody else has changed the repository meanwhile. Run the command again with --force.',
  413: 'The Hub takes no file of this size in one piece. Export less at once (--limit, --iteration, --env).',
  429: 'The Hub asks for patience. Run the command again later with --force.',
};

function refusal(error: unknown, { name }: PushRequest, hubUrl: string): AgentgymError {
  const status = statusOf(error);
  const said = messageOf(error);
  if (status === undefined) {
    const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : '';
    const what = `${said}${cause}`;
    return new AgentgymError('E_EXPORT_HUB', `${name} was not uploaded to ${hubUrl}: ${what}.`, {
      hint: 'The files are written here. Check the network and HF_ENDPOINT, then run the command again with --force.',
    });
  }
  const hint = HINTS[status] ?? 'The files are written here. Run the command again later with --force.';
  return new AgentgymError('E_EXPORT_HUB', `The Hub refused ${name} with status ${status}: ${said}`, { hint });
}
