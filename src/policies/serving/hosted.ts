/** `serving.kind: static`: a service serves what it fine-tuned, by its id. There is nothing to load. */
import { AgentgymError } from '../../errors.ts';
import type { Serving, ServingSurroundings } from './contract.ts';

export function createHosted({ model }: Pick<ServingSurroundings, 'model'>): Serving {
  return {
    serve: async ({ id, kind, base }) => {
      if (base) return { model };
      if (kind.kind === 'reference') return { model: kind.reference.model };
      const message = `Checkpoint ${id} is a directory of weights, and \`serving.kind: static\` asks a service for a model by its id.`;
      throw new AgentgymError('E_SERVE_REFUSED', message, {
        setting: ['serving', 'kind'],
        hint: 'Serve what is trained here by vllm-lora, sglang or command; static goes with a hosted trainer.',
      });
    },
    close: () => Promise.resolve(),
  };
}
