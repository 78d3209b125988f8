/** A real policy whose answers a test writes. */
import type { Completion, CompletionRequest, Policy } from '../../src/policies/contract.ts';

export interface AnsweringPolicy extends Policy {
  readonly requests: CompletionRequest[];
  /** Conversations that are open. */
  readonly openConversations: () => number;
}

/** `answer` gets the request, the round (from 0) and the item id; text, parts of a completion, or an error to throw. */
export function createAnsweringPolicy(
  answer: (turn: {
    request: CompletionRequest;
    round: number;
    itemId: string;
  }) => string | Partial<Completion> | Promise<string>,
): AnsweringPolicy {
  const requests: CompletionRequest[] = [];
  let open = 0;
  return {
    name: 'answering',
    checkpoint: undefined,
    concurrency: 4,
    requests,
    openConversations: () => open,
    open: ({ task }) => {
      open += 1;
      let round = 0;
      return {
        complete: async (request) => {
          requests.push(request);
          const said = await answer({ request, round, itemId: task.itemId });
          round += 1;
          const parts = typeof said === 'string' ? { text: said } : said;
          return { text: '', finishReason: 'stop', usage: { prompt: 10, cached: 4, completion: 3 }, ...parts };
        },
        close: () => {
          open -= 1;
        },
      };
    },
    close: async () => {},
  };
}

export const act = (action: string): string => `Thought: so be it.\nAction: ${action}`;
