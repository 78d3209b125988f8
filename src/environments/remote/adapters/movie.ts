/** movie: questions about films, answered with tools. */
import { tool } from './tool.ts';

export const movie = tool('movie', {
  rounds: 12,
  about: 'You answer a question about films and the people who make them with tools that search a film database.',
});
