/** sheet: spreadsheets, worked on with tools. */
import { tool } from './tool.ts';

export const sheet = tool('sheet', {
  rounds: 15,
  about: 'You change a spreadsheet as the goal asks, with tools that open, read and write sheets.',
});
