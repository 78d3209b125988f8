/** weather: questions about the weather, answered with tools. */
import { tool } from './tool.ts';

export const weather = tool('weather', {
  rounds: 10,
  about: 'You answer a question about the weather with tools that know places, dates, and past and coming weather.',
});
