/** sheet: AgentBoard's spreadsheets, on small workbooks of our own. Item ids are `sheet_<index>`. */
import type { Environment } from '../../contract.ts';
import { type ToolOptions, toolEnvironment } from '../tools/environment.ts';
import { sheet } from './world.ts';

/** Throws E_CONFIG_INVALID for levels or rounds that do not exist. */
export function createSheet(options: ToolOptions = {}): Environment {
  return toolEnvironment(sheet, options);
}
