/** Whether the packages are there that the trackers of a config need. Keys and servers are looked at as all are (reach.ts). */
import type { Config } from '../config/schema.ts';
import { AgentgymError, messageOf } from '../errors.ts';
import { loadOpenTelemetry } from '../tracking/otlp-packages.ts';
import { type Finding, missing, ok } from './finding.ts';

export async function examineTrackers({ tracking }: Config): Promise<Finding[]> {
  if (tracking?.otlp === undefined) return [];
  const what = 'packages of OpenTelemetry';
  try {
    await loadOpenTelemetry();
    return [ok(what, 'installed')];
  } catch (error) {
    return [missing(what, (error instanceof AgentgymError ? error.hint : undefined) ?? messageOf(error))];
  }
}
