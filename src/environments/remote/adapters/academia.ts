/** academia: questions about papers and authors, answered with tools. */
import { tool } from './tool.ts';

export const academia = tool('academia', {
  rounds: 12,
  about: 'You answer a question about papers and their authors with tools that search a network of citations.',
});
