/** Textcraft over tool calls and guided decoding, by the command line: the server plays our expert's moves. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createTextcraft } from '../../src/environments/builtin/textcraft/environment.ts';
import { rollout } from '../../src/explore/rollout.ts';
import { createExpertPolicy } from '../../src/policies/scripted.ts';
import { type ChatBody, type ChatReply, chatServer, completionOf } from '../support/chat-server.ts';
import { lastLine, type Ran, start } from '../support/command-line.ts';
import { conforms } from '../support/json-schema.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { callingOf, refusedRequest } from '../support/tool-server.ts';

const root = scratchDirectory('endpoint-calls');
const LIMIT = 3;

/** Turns of the expert, by the message that a conversation begins to differ with. */
async function expertTurns(): Promise<Map<string, string[]>> {
  const environment = createTextcraft();
  const turns = new Map<string, string[]>();
  for (const task of environment.tasks('eval').slice(0, LIMIT)) {
    const fixed = { sample: 0, seed: 1, temperature: 0, maxTokens: 64, maxRounds: environment.maxRounds };
    const format = 'function_calling';
    const { messages } = await rollout({ environment, task, policy: createExpertPolicy(), format, ...fixed });
    const opening = messages
      .slice(
        0,
        messages.findIndex(({ loss }) => loss),
      )
      .at(-1);
    turns.set(
      opening?.content ?? '',
      messages.filter(({ loss }) => loss).map(({ content }) => content),
    );
  }
  return turns;
}

/** The expert's next turn in the conversation, and whether it is the first. */
function nextOf(turns: ReadonlyMap<string, string[]>, { messages }: ChatBody): string {
  const script = messages.map(({ content }) => turns.get(content)).find((found) => found !== undefined) ?? [];
  const done = messages.filter(({ role, content }) => role === 'assistant' && script.includes(content)).length;
  return script[done] ?? '';
}

function evaluate(url: string, policy: string, out: string): Promise<Ran> {
  const file = join(root, 'calls.yaml');
  const text = `name: calls
environments: [{ name: textcraft }]
format: function_calling
policy: { kind: endpoint, url: ${url}, model: tiny, ${policy} }
`;
  writeFileSync(file, text);
  const argv = ['eval', '--config', file, '--split', 'eval', '--limit', String(LIMIT), '--json', '--out', out];
  return start(root, argv).end;
}

it('a model that calls tools plays textcraft', async () => {
  const turns = await expertTurns();
  let several = 0;
  const server = await chatServer(({ body }): ChatReply => {
    const refused = refusedRequest(body);
    if (refused !== undefined) return refused;
    const {
      thought,
      function_name: name,
      arguments: given,
    } = JSON.parse(nextOf(turns, body)) as Record<string, unknown>;
    const call = { name: String(name), arguments: JSON.stringify(given) };
    // Its very first answer makes two calls, which is one too many.
    several += 1;
    return callingOf(String(thought), several === 1 ? [call, call] : [call]);
  });
  const { status, stdout, stderr } = await evaluate(server.url, 'tools: auto, concurrency: 1', 'tools');
  expect(status, stderr).toBe(0);
  expect(lastLine(stdout)).toMatchObject({ total: { n: LIMIT, success: 1 } });
  const rows = readFileSync(join(root, 'tools/trajectories.jsonl'), 'utf8').trim().split('\n');
  const read = rows.map(
    (row) => JSON.parse(row) as { parse_errors: number; conversations: { tool_calls?: unknown[] }[] },
  );
  expect(read.reduce((sum, row) => sum + row.parse_errors, 0)).toBe(1);
  const calls = read.flatMap(({ conversations }) => conversations.map((turn) => turn.tool_calls?.length ?? 0));
  expect(calls.filter((count) => count > 0)).toHaveLength(server.calls.length);
  expect(Math.max(...calls)).toBe(2);
});

it('a model that is held to the actions plays textcraft', async () => {
  const turns = await expertTurns();
  const server = await chatServer(({ body }): ChatReply => {
    const answer = nextOf(turns, body);
    const { json_schema: held } = body['response_format'] as { json_schema: { schema: Record<string, unknown> } };
    return conforms(held.schema, JSON.parse(answer)) ? completionOf(answer) : { status: 400, json: {} };
  });
  const { status, stdout, stderr } = await evaluate(server.url, 'guided: true', 'guided');
  expect(status, stderr).toBe(0);
  expect(lastLine(stdout)).toMatchObject({ total: { n: LIMIT, success: 1, parseErrors: 0 } });
});

it('a server that takes no tools stops the command, which says what to leave out', async () => {
  const message = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set';
  const server = await chatServer(() => ({ status: 400, json: { error: { message } } }));
  const { status, stderr } = await evaluate(server.url, 'tools: auto, concurrency: 1', 'refused');
  expect(status).toBe(2);
  expect(stderr).toContain('E_POLICY_CAPABILITY');
  expect(stderr).toContain('Leave out policy.tools');
});

it('calls in a format that makes none are refused before anything is asked', async () => {
  const file = join(root, 'react.yaml');
  const text = `name: calls
environments: [{ name: textcraft }]
policy: { kind: endpoint, url: http://127.0.0.1:9, model: tiny, tools: auto }
`;
  writeFileSync(file, text);
  const { status, stderr } = await start(root, ['eval', '--config', file]).end;
  expect(status).toBe(2);
  expect(stderr).toMatch(/react\.yaml:3:\d+: `policy\.tools` goes with `format: function_calling`/u);
});
