/**
 * The conversations that a trained checkpoint is asked about: the beginnings of a few dev tasks. The same for every
 * checkpoint of a run, so that checkpoints can be told apart by their answers. Asks nobody.
 */
import type { ActionFormatName, Environment, Message } from '../environments/contract.ts';
import { throwIfInterrupted } from '../errors.ts';
import { seedOf } from '../seeds.ts';
import type { Workshop } from './workshop.ts';

/** Conversations, at most. */
const PROBES = 4;

/** Tasks are taken in turn from the environments; one that cannot be begun is left out. */
export async function probesOf({
  config,
  environments,
  signal,
}: Pick<Workshop, 'config' | 'environments' | 'signal'>): Promise<Message[][]> {
  const probes: Message[][] = [];
  for (let index = 0; index < PROBES; index++) {
    for (const environment of environments) {
      if (probes.length === PROBES) return probes;
      const probe = await beginning(environment, index, { format: config.format ?? 'react', signal });
      if (probe !== undefined) probes.push(probe);
    }
  }
  return probes;
}

/** What a policy is told before its first turn at a task; undefined where there is no such task, or it cannot be begun. */
async function beginning(
  environment: Environment,
  index: number,
  { format, signal }: { format: ActionFormatName; signal: AbortSignal | undefined },
): Promise<Message[] | undefined> {
  throwIfInterrupted(signal);
  if (index >= environment.taskCount('dev')) return undefined;
  const task = environment.tasks('dev')[index];
  if (task === undefined) return undefined;
  try {
    const session = await environment.open(signal);
    try {
      const { observation } = await session.reset(task, seedOf('probe', index));
      const messages = environment.instructions(format).map(({ role, content }): Message => ({ role, content }));
      const last = messages.at(-1);
      if (last?.role === 'user') last.content = `${last.content}\n\n${observation}`;
      else messages.push({ role: 'user', content: observation });
      return messages;
    } finally {
      await session.close().catch(() => {});
    }
  } catch {
    throwIfInterrupted(signal);
    return undefined;
  }
}
