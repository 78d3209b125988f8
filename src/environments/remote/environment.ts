/**
 * An AgentGym environment server, or several, as an environment: one of the fifteen adapters, a pool of sessions, and the
 * tasks that the config names. Makes no connection before it is checked or opened.
 */
import type { remoteFields, RemoteName } from '../../config/stages/remote.ts';
import type { z } from 'zod';
import type { HubSettings } from '../../trajectories/hub/settings.ts';
import { serverSource } from '../../trajectories/provenance.ts';
import type { Environment, Split } from '../contract.ts';
import { ADAPTERS } from './adapters.ts';
import { checkServers } from './health.ts';
import { createHttp, type Http, type HttpOptions } from './http.ts';
import { readInstructions } from './instructions.ts';
import { SessionPool } from './pool.ts';
import { RemoteSession } from './session.ts';
import { readTasks } from './tasks.ts';

type Settings = z.output<z.ZodObject<typeof remoteFields>>;

/** What the config says of a remote environment (config/stages/remote.ts); paths are absolute. */
export interface RemoteOptions extends Omit<Settings, 'url' | 'urls' | 'environment' | 'timeouts'> {
  name: string;
  environment: RemoteName;
  urls: readonly string[];
  rounds?: number;
  /** Seconds. */
  timeouts: Settings['timeouts'];
  http?: HttpOptions;
  /** How lists of tasks and instructions on the Hugging Face Hub are come by. */
  hub?: HubSettings | undefined;
  /** Milliseconds before the second attempt at a reset; default: 250. */
  pause?: number;
  /** Milliseconds of a monotonic clock. */
  clock?: () => number;
}

const PAUSE_MS = 250;
const MS = 1000;

/**
 * @throws AgentgymError E_CONFIG_INVALID where splits share a task, or a file does not hold what is asked of it. The
 * servers are not asked (`check` does).
 */
export async function createRemote(options: RemoteOptions): Promise<Environment> {
  const { name, timeouts, clock } = options;
  const adapter = ADAPTERS[options.environment];
  const { min, max, successAbove } = adapter.reward;
  const threshold = options.success ?? successAbove;
  const tasks = await readTasks(options.tasks ?? {}, { name, prefix: adapter.name, hub: options.hub });
  const instructions = await readInstructions(options.instructions, adapter, options.hub);
  let pool: SessionPool | undefined;
  const opened = (): SessionPool => {
    pool ??= new SessionPool({
      adapter,
      servers: options.urls.map((url) => createHttp(url, options.http)),
      deadlines: { create: timeouts.call * MS, close: timeouts.close * MS },
      clock,
    });
    return pool;
  };
  const session = {
    adapter,
    opening: instructions.opening,
    deadlines: { call: timeouts.call * MS, rollout: timeouts.rollout * MS },
    retries: options.retries,
    pause: options.pause ?? PAUSE_MS,
    clock,
  };
  return {
    name,
    source: serverSource(options.urls),
    maxRounds: options.rounds ?? adapter.rounds,
    reward: { min, max, success: (raw) => raw > threshold },
    tasks: (split: Split) => tasks[split],
    taskCount: (split: Split) => tasks[split].length,
    actionSpace: adapter.actionSpace,
    readTurn: adapter.readTurn,
    instructions: (format) => instructions.messages(format),
    // Nobody knows what words a server will use: a model with a vocabulary of its own is needed (`unlisted`).
    lexicon: () => instructions.messages('react').map(({ content }) => content),
    unlisted: true,
    open: async (signal) => new RemoteSession({ ...session, pool: opened() }, signal),
    check: (signal) => {
      const { servers } = opened();
      const unwell = (http: Http): void => opened().failed(http);
      return checkServers({ name, servers, deadline: timeouts.health * MS, signal }, unwell);
    },
    close: async () => {
      const last = pool;
      pool = undefined;
      await last?.close();
    },
  };
}
