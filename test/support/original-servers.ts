/**
 * Small servers with the faults that AgentGym's own show on the wire, each around a game of a few lines. What they have
 * in common, and what is not at fault, is protocol-server.ts.
 */
import { type Parts, Refused } from './protocol-server.ts';

interface Grid {
  level: number;
  turns: number;
  moves: number;
  score: number;
  open: boolean;
  atDoor: boolean;
  over: boolean;
}

const LIMIT = 64;

/** babyai: low wins go on and grow, wins after the limit are negative, a win is lost on the way through a door. */
export function originalBabyai(): Parts<Grid> {
  const actions = (state: Grid): string[] =>
    state.level === 13
      ? ['turn left', 'toggle and go through red closed door 1', 'go to red closed door 1']
      : ['turn left', 'turn right', 'move forward', 'go to red ball 1'];
  const seen = (state: Grid): string =>
    `You see things, turned ${state.turns % 4} times.\nAvailable actions: [${actions(state)
      .map((action) => `"${action}"`)
      .join(', ')}]`;
  const goal = (state: Grid): string => (state.level === 13 ? 'open the red door' : `go to the red ball`);
  const answer = (state: Grid, reward: number) => {
    state.score += reward;
    state.over = reward > 0.5;
    return { observation: seen(state), reward, score: state.score, done: state.over };
  };
  let paid = 0;
  const step = (state: Grid, action: string) => {
    const win = (): number => {
      paid = 1 - (0.9 * state.moves) / LIMIT;
      return paid;
    };
    if (state.score !== 0) return answer(state, paid);
    state.moves += 1;
    if (action.startsWith('turn')) state.turns += action === 'turn left' ? 1 : 3;
    if (action === 'go to red ball 1') {
      state.moves += 7;
      return answer(state, win());
    }
    if (action === 'go to red closed door 1') state.atDoor = true;
    if (action === 'toggle' && state.atDoor) return answer(state, win());
    return answer(state, 0);
  };
  return {
    field: 'id',
    health: 'This is environment BabyAI.',
    created: (id) => ({ id }),
    index: 'data_idx',
    begin: (index) => {
      if (index < 0) throw new Refused(`Seed must be greater or equal to zero, actual value: ${index}`);
      return { level: (index % 40) + 1, turns: index, moves: 0, score: 0, open: false, atDoor: false, over: false };
    },
    opening: (state) => ({
      observation: `Your goal: ${goal(state)}\n${seen(state)}`,
      reward: 0,
      score: 0,
      deleted: false,
      done: false,
    }),
    step,
    gets: {
      '/observation': (state) => ({ observation: seen(state), reward: 0, score: state.score, done: state.over }),
    },
    over: ({ over }) => over,
    // Before the first reset it fails, and the id goes on working.
    close: (sessions, id) => sessions.get(id) !== undefined && sessions.delete(id),
  };
}

interface Words {
  seed: number;
  guesses: string[];
  left: readonly string[];
  done: boolean;
}

const WORDS = ['panic', 'solar', 'shire', 'proxy', 'point', 'robot', 'prick', 'wince', 'crimp', 'knoll', 'sugar'];

function marks(guess: string, word: string): string {
  return Array.from(guess, (letter, i) => (word[i] === letter ? 'g' : word.includes(letter) ? 'y' : 'b')).join('');
}

/** wordle: the word is drawn anew at every guess from those that are left, which a GET shows. */
export function originalWordle({ redraws = true } = {}): Parts<Words> {
  const step = (state: Words, action: string) => {
    const guess = action.replaceAll(' ', '');
    state.guesses.push(guess);
    state.done = state.guesses.length >= 6;
    if (!WORDS.includes(guess)) return { observation: 'invalid word', reward: 0, done: state.done };
    const list = redraws ? state.left : WORDS;
    const word = list[(redraws ? state.guesses.length * 7 + state.seed : state.seed) % list.length] ?? '';
    const said = marks(guess, word);
    state.left = state.left.filter((one) => marks(guess, one) === said);
    state.done ||= guess === word;
    return { observation: `${said.split('').join(' ')}\n`, reward: Number(guess === word), done: state.done };
  };
  return {
    field: 'id',
    health: 'This is environment LMRL-Gym.',
    created: (id) => ({ id }),
    index: 'seed',
    begin: (seed) => ({ seed: Math.abs(seed), guesses: [], left: WORDS, done: false }),
    fresh: (id) => ({ seed: id, guesses: [], left: WORDS, done: false }),
    opening: (_, id) => ({ id, observation: 'Let’s start!' }),
    step,
    gets: {
      '/observation': () => 'Let’s start!',
      '/detail': ({ done }) => ({ done, reward: 0, deleted: false }),
      '/filtered_vocab': ({ left }) => left,
    },
    over: ({ done }) => done,
    close: null,
  };
}

/** maze: no /close, an end with −1, and a game whose error has no text. */
export function originalMaze(): Parts<{ game: number; moves: number; at: number; done: boolean }> {
  const seen = ({ at, game }: { at: number; game: number }): string => `You are at ${at} of game ${game}.`;
  return {
    field: 'id',
    health: 'This is environment LMRL-Gym.',
    created: (id) => ({ id }),
    index: 'game',
    begin: (game) => {
      if (game >= 25) throw new Refused(game === 25 ? '' : `The game ${game} is not valid.`);
      return { game, moves: 0, at: 0, done: false };
    },
    opening: (state) => ({ observation: seen(state) }),
    step: (state, action) => {
      state.moves += 1;
      if (action === 'move right') state.at += 1;
      if (action === 'move left') state.at -= 1;
      state.done = state.moves > 50;
      return { observation: state.done ? 'Failure\n' : seen(state), reward: state.done ? -1 : 0, done: state.done };
    },
    gets: { '/observation': seen, '/detail': (state) => ({ observation: seen(state), done: state.done }) },
    free: { '/available_actions': () => ['move left', 'move right', 'move up', 'move down'] },
    over: ({ done }) => done,
    close: null,
  };
}

/** sqlgym: eight sessions and no more, the solution in every answer, one try. */
export function originalSqlgym(): Parts<{ item: number }> {
  const solution = (item: number): string => `SELECT ${item} + 100`;
  return {
    field: 'env_idx',
    health: 'ok',
    created: (id) => id,
    next: (sessions) => (sessions.size < 8 ? 300 + sessions.size : 300),
    index: 'item_id',
    begin: (item) => {
      if (item < 0 || item > 10) throw new Refused('list index out of range');
      return { item };
    },
    opening: ({ item }) => [`What is ${item}?`, null],
    step: ({ item }, action) => ({
      state: `[(${action.length},)]`,
      reward: action === solution(item) ? 1 : 0,
      done: true,
      info: { ground_truth: solution(item) },
    }),
    gets: { '/observation': ({ item }) => `What is ${item}?` },
    free: { '/list_envs': (sessions) => [...sessions.keys()] },
    close: null,
  };
}

/** The tool servers: they evaluate their input, look for “finish” anywhere, and repeat the best reward for junk. */
export function originalTool(): Parts<{ item: number; best: number }> {
  const list = "Observation: You can use: ['get_date', 'check_valid_actions', 'finish']\nGive me one action.";
  const opening = ({ item }: { item: number }): string => `Now new trial starts. The goal is number ${item}.`;
  const call = /Action: (\w+) with Action Input: (.+)$/u;
  return {
    field: 'env_idx',
    health: 'ok',
    createBody: true,
    created: (id) => id,
    index: 'id',
    otherwise: 0,
    fresh: (id) => ({ item: id, best: 0 }),
    begin: (item) => {
      if (item < 0 || item > 300) throw new Refused('list index out of range');
      return { item, best: 0 };
    },
    opening,
    step: (state, action) => {
      const [, name, input = ''] = call.exec(action) ?? [];
      if (name === undefined) return { observation: 'Format error', reward: state.best, done: false };
      // As Python would: a comment and a call are fine.
      if (!/^(?:\{.*\}|dict\(\))(?: #.*)?$/u.test(input))
        return { observation: 'Observation: ERROR', reward: state.best, done: false };
      if (input === '{"answer": 18.5}' && state.item === 0) state.best = 1;
      const observation = name === 'check_valid_actions' ? list : 'Observation: done';
      return { observation, reward: state.best, done: /finish/iu.test(`${name} ${input}`) };
    },
    gets: { '/observation': opening },
    free: { '/list_envs': (sessions) => [...sessions.keys()] },
    close: null,
  };
}

/** searchqa: a wrong answer may be followed by another, and after the right one it goes on. */
export function originalSearchqa(): Parts<{ item: number }> {
  const opening = ({ item }: { item: number }): string => `Question: what is ${item}?`;
  return {
    field: 'env_idx',
    health: 'ok',
    createBody: true,
    created: (id) => id,
    index: 'id',
    fresh: (item) => ({ item }),
    begin: (item) => {
      if (item < 0 || item > 1000) throw new Refused('list index out of range');
      return { item };
    },
    opening,
    step: ({ item }, action) => {
      const right = action === `<answer>${item}</answer>`;
      return { observation: right ? 'Congratulations!' : 'Sorry.', reward: Number(right), done: right, info: null };
    },
    gets: { '/observation': opening },
  };
}

/** webshop: ids that collide when they are created in one tick, no /close, `done` that is false again. */
export function originalWebshop(): Parts<{ goal: number; bought: boolean; page: string }> {
  let ticks = 0;
  const seen = ({ goal, page }: { goal: number; page: string }): string => `Find lamp ${goal} [SEP] ${page}`;
  const begin = (goal: number) => ({ goal, bought: false, page: 'Search' });
  return {
    field: 'env_idx',
    health: 'ok',
    created: (id) => id,
    // Two ids a tick are the same.
    next: () => 1000 + Math.floor(ticks++ / 2),
    index: 'session_id',
    otherwise: 0,
    fresh: begin,
    begin,
    opening: (state) => [seen(state), null],
    step: (state, action) => {
      if (action.startsWith('search[')) state.page = action;
      if (action !== 'click[buy now]' || state.bought)
        return { state: seen(state), reward: 0, done: false, info: null };
      state.bought = true;
      return { state: 'Thank you', reward: 0.5, done: true, info: null };
    },
    gets: {
      '/observation': seen,
      '/available_actions': () => ({ has_search_bar: true, clickables: ['search', 'b00lamp000'] }),
      '/instruction_text': ({ goal }) => `Find lamp ${goal}`,
      '/state': () => ({ url: 'url', html: 'html', instruction_text: 'instruction_text' }),
    },
    free: { '/list_envs': (sessions) => [...sessions.keys()] },
    close: null,
  };
}

/** alfworld: there is no /close. */
export function originalAlfworld(): Parts<{ game: number }> {
  const actions = ['go to desk 1', 'look', 'inventory'];
  const seen = ({ game }: { game: number }): string => `You see a desk 1.\nYour task is to: do ${game}.`;
  return {
    field: 'id',
    health: 'This is environment AlfWorld.',
    created: (id) => ({ id }),
    index: 'game',
    also: ['world_type'],
    begin: (game) => {
      if (game < 0 || game > 3000) throw new Refused('list index out of range');
      return { game };
    },
    opening: (state, id) => ({ id, observation: seen(state), available_actions: actions, task_type: 'look' }),
    step: (state, action) => ({
      observation: action === 'look' ? seen(state) : 'Nothing happens.',
      reward: 0,
      available_actions: actions,
      done: false,
    }),
    gets: {
      '/observation': seen,
      '/available_actions': () => actions,
      '/detail': ({ game }) => ({ game, done: false }),
    },
    close: null,
  };
}

/** sciworld: a second close is an error of the server; a fatal act is −100. */
export function originalSciworld(): Parts<{ index: number; score: number; done: boolean }> {
  const base = { task_name: 'boil', var_num: 0, deleted: false };
  const description = ({ index }: { index: number }): string => `Task Description:\nBoil ${index}.`;
  return {
    field: 'id',
    health: 'This is environment ScienceWorld.',
    created: (id) => ({ id }),
    index: 'data_idx',
    begin: (index) => {
      if (index < 0 || index > 3000) throw new Refused('list index out of range');
      return { index, score: 0, done: false };
    },
    opening: (state) => ({
      ...base,
      task_description: description(state),
      observation: 'A hallway.',
      reward: 0,
      score: 0,
      done: false,
    }),
    step: (state, action) => {
      const wrong = action.startsWith('focus on ');
      state.done = wrong;
      state.score = wrong ? -100 : state.score;
      return { observation: 'You look.', reward: wrong ? -100 : 0, score: state.score, done: wrong };
    },
    gets: {
      '/observation': () => 'A hallway.',
      '/detail': ({ done }) => ({ done }),
      '/action_hint': () => ({ possible_actions: ['focus on OBJ'], possible_objects: ['thing', 'hallway'] }),
      '/goals': () => ({ goals: 'none' }),
      '/task_description': (state) => ({ task_description: description(state) }),
      '/object_tree': () => {
        throw new Refused("'ScienceWorldEnv' object has no attribute 'getObjectTree'");
      },
      '/state': () => ({ look: 'A hallway.' }),
    },
    over: ({ done }) => done,
    twist: (reply, { path, body }) => {
      const again = path === '/close' && reply.json === false && body !== undefined;
      return again ? { status: 500, text: 'Internal Server Error' } : reply;
    },
  };
}
