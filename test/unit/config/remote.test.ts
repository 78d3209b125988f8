/** The entries of remote environments: what is right, and what is said of what is not. */
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { messageOf } from '../../../src/errors.ts';

const TASKS = { train: { from: 0, count: 5 } };

function faultOf(environment: object): string {
  try {
    parseConfig({ name: 'x', environments: [environment] });
    return '';
  } catch (error) {
    return messageOf(error);
  }
}

describe('an entry of `kind: agentgym`', () => {
  it('has its defaults filled in', () => {
    const { environments } = parseConfig({
      name: 'x',
      environments: [{ name: 'maze', kind: 'agentgym', url: 'http://h:1/maze', tasks: TASKS }],
    });
    expect(environments[0]).toEqual({
      name: 'maze',
      kind: 'agentgym',
      url: 'http://h:1/maze',
      tasks: TASKS,
      retries: 4,
      timeouts: { call: 180, rollout: 1800, health: 5, close: 10 },
    });
  });

  it.each([
    [{ name: 'maze', tasks: TASKS }, 'needs the `url` of its server'],
    [{ name: 'maze', url: 'http://a', urls: ['http://b'], tasks: TASKS }, 'give `url` or `urls`, not both'],
    [{ name: 'maze', url: 'h:1', tasks: TASKS }, 'expected a URL such as http://127.0.0.1:36001'],
    [{ name: 'maze', url: 'http://me:secret@h:1', tasks: TASKS }, 'expected a URL such as http://127.0.0.1:36001'],
    [{ name: 'maze', url: 'http://h:1/?x=1', tasks: TASKS }, 'expected a URL such as http://127.0.0.1:36001'],
    [{ name: 'mine', url: 'http://h:1', tasks: TASKS }, "`mine` is none of AgentGym's environments"],
    [{ name: 'mine', url: 'http://h:1', environment: 'maize', tasks: TASKS }, 'did you mean `maze`?'],
    [{ name: 'maze', url: 'http://h:1' }, '`maze` needs `tasks`: a server does not list its own'],
    [{ name: 'maze', url: 'http://h:1', tasks: { train: { ids: [1], file: 'x' } } }, 'give either `ids`, a range'],
    [{ name: 'maze', url: 'http://h:1', tasks: { train: { from: 3 } } }, 'give either `ids`, a range'],
    [{ name: 'maze', url: 'http://h:1', tasks: { train: { ids: [1], from: 3 } } }, '`from` does not go with `ids`'],
    [{ name: 'maze', url: 'http://h:1', tasks: { train: { ids: [-1] } } }, '`environments.0.tasks.train.ids.0`'],
    [{ name: 'maze', url: 'http://h:1', tasks: TASKS, timeouts: { call: 0 } }, '`environments.0.timeouts.call`'],
  ])('is wrong: %j', (environment, message) => {
    const fault = faultOf({ kind: 'agentgym', ...environment });
    expect(fault).toContain(message);
    expect(fault.split('\n')).toHaveLength(1);
  });

  it('needs no tasks where the config has lists of them', () => {
    const environments = [{ name: 'maze', kind: 'agentgym', url: 'http://h:1/maze' }];
    expect(() => parseConfig({ name: 'x', environments, data: { tasks: { train: 'ids.json' } } })).not.toThrow();
  });

  it('is meant by the name of one of the environments that are not built in', () => {
    expect(faultOf({ name: 'webshop' })).toContain('say `kind: agentgym` and its `url`');
  });
});
