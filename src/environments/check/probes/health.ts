/** GET / at the URL, or at the server's root. */
import { excerpt } from '../../remote/faults.ts';
import type { Probe } from '../scene.ts';
import { answerOf } from '../wire.ts';

export const health: Probe = {
  name: 'health',
  run: async ({ wire, ledger, judge, adapter }) => {
    const own = await wire.get('/');
    const reply = own.status === 404 ? await wire.get('/', { origin: true }) : own;
    if (reply.status === 0 || reply.status > 299) {
      ledger.found('health-missing', { request: reply.request, answer: answerOf(reply) });
      return;
    }
    // The original webarena answers plain text.
    if (adapter.name !== 'webarena' && typeof reply.json !== 'string') {
      judge.found('field-unlike', reply, `The answer should be a JSON text, and is ${excerpt(reply.text)}.`);
    }
  },
};
