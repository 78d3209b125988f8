/** The tool servers: whether they run what they read, and what ends an episode. Lists the tools; uses none of them. */
import { VALID } from '../moves/tools.ts';
import { type Probe, twoTasks, Unable } from '../scene.ts';

/** An empty list of arguments to a parser of Python, and nothing to one of JSON. It does nothing. */
const EXPRESSION = 'Action: check_valid_actions with Action Input: dict()';
const BROKEN = 'Action: check_valid_actions with Action Input: {';
/** Listing the tools, with the word in places where it means nothing. */
const WORDY = [
  `Thought: I do not finish yet.\n\n${VALID}`,
  'Action: check_valid_actions with Action Input: {"note": "finish"}',
  'Action: check_valid_actions with Action Input: {} # finish',
];

export const tools: Probe = {
  name: 'how tool calls are read',
  run: async (scene) => {
    const { visitor, judge, ledger } = scene;
    const [index] = twoTasks(scene);
    const [id] = await visitor.sessions(1);
    if (id === undefined || (await visitor.reset(id, index)) === undefined)
      throw new Unable('the task could not be reset again');
    const list = await visitor.step(id, VALID);
    if (list.failed || !/check_valid_actions|finish/u.test(list.observation))
      throw new Unable('check_valid_actions does not list the tools');
    const [evaluated, careless] = [await visitor.step(id, EXPRESSION), await visitor.step(id, BROKEN)];
    if (careless.observation === list.observation)
      ledger.unable('whether the server evaluates actions', 'check_valid_actions does not look at its input');
    else if (!evaluated.failed && evaluated.observation === list.observation)
      judge.found('runs-model-text', evaluated.reply, '`dict()` is a call in Python, and no JSON.');
    for (const action of WORDY) {
      const { done, reply } = await visitor.step(id, action);
      if (!done) continue;
      judge.found('done-by-word', reply);
      return;
    }
  },
};
