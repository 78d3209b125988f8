/**
 * Attestation in a run: the endpoint is asked before and after it is told to serve another checkpoint, and what is decided
 * of its answers (policies/serving/attest.ts) goes to the journal and the listener, or stops the run.
 */
import type { EvolvableEndpoint, ServingConfig } from '../config/schema.ts';
import { AgentgymError, InterruptedError } from '../errors.ts';
import { askProbes } from '../policies/serving/ask.ts';
import { attest, type Attestation, type Verdict } from '../policies/serving/attest.ts';
import type { Servable, Served } from '../policies/serving/contract.ts';
import type { Readings } from '../policies/serving/distance.ts';
import { figure } from '../report/format.ts';
import { answersTo, type Conversation, knownAnswers, rememberAnswers } from './known-answers.ts';
import { probesOf } from './probes.ts';
import type { Workshop } from './workshop.ts';

/** What an endpoint serves. */
export interface Current {
  readonly id: string;
  readonly model: string;
}

/** What the journal keeps of a switch. */
interface SwitchRecord {
  checkpoint: string;
  previous: string | undefined;
  model: string;
  verdict: Verdict;
  attestations: readonly (Attestation & { url: string })[];
}

type Twice = readonly [Readings, Readings];

/** Journal's key of the last switch; those of checkpoints are below it. */
const LAST = 'serving';
const WORST: readonly Verdict[] = ['stale', 'unproven', 'indistinguishable', 'proven'];
/** An endpoint that says nothing before a switch is not waited for. */
const RETRIES_BEFORE = 1;

export class Attestor {
  private readonly workshop: Omit<Workshop, 'policies' | 'budget'>;
  private readonly policy: EvolvableEndpoint;
  private readonly kind: ServingConfig['kind'];
  private readonly urls: readonly (string | undefined)[];

  constructor(
    workshop: Omit<Workshop, 'policies' | 'budget'>,
    { policy, serving }: { policy: EvolvableEndpoint; serving: ServingConfig },
  ) {
    this.workshop = workshop;
    this.policy = policy;
    this.kind = serving.kind;
    this.urls = policy.urls ?? [policy.url];
  }

  /** To be called before a switch; what it resolves to is called after it, and throws E_SERVE_STALE. */
  async begin(checkpoint: Servable, current: Current | undefined): Promise<(served: Served) => Promise<void>> {
    const { workshop } = this;
    const known = await knownAnswers(workshop, checkpoint.id);
    // Nobody knows what the base answers until an endpoint has served it.
    const conversations = known?.map(({ messages }) => messages) ?? (checkpoint.base ? await probesOf(workshop) : []);
    const expected = answersTo(conversations, known);
    const previous = this.previousOf(checkpoint, current);
    const before = await this.askBefore(current, conversations);
    // What was served before may be served again.
    if (current !== undefined && before[0] !== undefined)
      await rememberAnswers(workshop, current.id, { conversations, readings: before[0][0] });
    const told = previous === undefined ? undefined : answersTo(conversations, await knownAnswers(workshop, previous));

    return async ({ model }) => {
      const attestations = await Promise.all(
        this.urls.map(async (url, i) => {
          const answers: Twice = conversations.length === 0 ? [[], []] : await this.ask(url, { model, conversations });
          if (i === 0 && checkpoint.base)
            await rememberAnswers(workshop, checkpoint.id, { conversations, readings: answers[0] });
          const verdict = attest({ answers, expected, previous: told ?? before[i]?.[0], before: before[i] });
          return { url: url ?? `provider ${this.policy.provider}`, ...verdict };
        }),
      );
      const verdict = WORST.find((one) => attestations.some((found) => found.verdict === one)) ?? 'unproven';
      await this.conclude({ checkpoint: checkpoint.id, previous, model, verdict, attestations });
    };
  }

  /** The checkpoint that the endpoint serves before the switch, as far as this run knows; another one in any case. */
  private previousOf({ id }: Servable, current: Current | undefined): string | undefined {
    const { journal } = this.workshop;
    if (current !== undefined) return current.id;
    const base = (journal.find('base')?.result as { id?: string } | undefined)?.id;
    const last = journal.find(LAST)?.result as SwitchRecord | undefined;
    // Servers that know checkpoints by names of their own still have the base under its name.
    const named = this.kind === 'vllm-lora' || this.kind === 'static';
    const previous = named ? base : ((last?.checkpoint === id ? last.previous : last?.checkpoint) ?? base);
    return previous === id ? undefined : previous;
  }

  /** What each endpoint says before the switch; where it says nothing there is nothing to compare with. */
  private async askBefore(
    current: Current | undefined,
    conversations: readonly Conversation[],
  ): Promise<readonly (Twice | undefined)[]> {
    const nobody = conversations.length === 0 || (this.kind === 'command' && current === undefined);
    if (nobody) return this.urls.map(() => undefined);
    const request = { model: current?.model ?? this.policy.model, conversations, retries: RETRIES_BEFORE };
    return Promise.all(
      this.urls.map((url) =>
        this.ask(url, request).catch((error: unknown) => {
          if (error instanceof InterruptedError) throw error;
          return undefined;
        }),
      ),
    );
  }

  private async ask(
    url: string | undefined,
    { model, conversations, retries = this.policy.retries }: Question,
  ): Promise<Twice> {
    const { urls: _urls, url: _url, ...rest } = this.policy;
    const policy = { ...rest, model, retries, ...(url === undefined ? {} : { url }) };
    const request = { policy, conversations, env: process.env, signal: this.workshop.signal };
    const first = await askProbes(request);
    return [first, await askProbes(request)];
  }

  private async conclude(record: SwitchRecord): Promise<void> {
    const { journal, on } = this.workshop;
    const { checkpoint, model, verdict } = record;
    await journal.record(LAST, record, 0);
    await journal.record(`${LAST}/${checkpoint}`, record, 0);
    on({ type: 'served', ...record });
    if (verdict === 'stale') throw stale(record, this.kind);
    if (verdict !== 'indistinguishable') return;
    const message = `the endpoint's answers do not tell checkpoint ${checkpoint} (${model}) from the one before: they agree on every probe`;
    on({ type: 'warning', message });
  }
}

interface Question {
  model: string;
  conversations: readonly Conversation[];
  retries?: number;
}

const STALE_HINTS: Readonly<Record<ServingConfig['kind'], string>> = {
  'vllm-lora':
    'Does the adapter belong to the model that the server was started with? The server log says what it loaded.',
  sglang: 'Every replica behind the address has to load the weights; give each an address of its own (policy.urls).',
  command: "Does the command serve {checkpoint}? The server's log is in the run directory, under logs.",
  static: 'The service may still answer with an earlier model; resume the run later, or look at the model id.',
};

function stale({ checkpoint, attestations }: SwitchRecord, kind: ServingConfig['kind']): AgentgymError {
  const found = attestations.find(({ verdict }) => verdict === 'stale');
  const unit = found?.measure === 'logprobs' ? 'nats per token' : 'of the text';
  const figures = `its answers are ${figure(found?.toExpected)} ${unit} from it and ${figure(found?.toPrevious)} from the one before`;
  const message = `${found?.url} does not serve checkpoint ${checkpoint}: ${figures}.`;
  return new AgentgymError('E_SERVE_STALE', message, { hint: STALE_HINTS[kind] });
}
