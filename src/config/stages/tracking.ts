/**
 * Settings of the trackers that a run is shown in, all off unless they stand here: TensorBoard, MLflow, OpenTelemetry. They
 * decide nothing that a run comes to, so that it can go on with others (evolve --resume DIR --set tracking.…). Sends nothing
 * (src/tracking/).
 */
import { z } from 'zod';
import { address, keyVariable } from './fields.ts';

export const TrackingSchema = z
  .strictObject({
    tensorboard: z
      .strictObject({
        dir: z
          .string()
          .min(1)
          .exactOptional()
          .describe(
            'Folder in which the run gets a folder of its own, named as its run directory. Default: the files are in `tensorboard` of the run directory.',
          ),
      })
      .exactOptional()
      .describe('Event files for TensorBoard.'),
    mlflow: z
      .strictObject({
        url: address('http://localhost:5000').describe('Address of the MLflow server.'),
        experiment: z
          .string()
          .min(1)
          .exactOptional()
          .describe('Experiment that the run is in, made where there is none; default: the name of the config.'),
        user: z
          .string()
          .regex(/^[^:\s]+$/u, 'a user name is without spaces and colons')
          .exactOptional()
          .describe('User name, where the server asks for one; `key` is then the password.'),
        key: keyVariable('key', 'MLFLOW_TRACKING_TOKEN')
          .exactOptional()
          .describe('Where the token or password comes from: `env:NAME`.'),
      })
      .refine(({ user, key }) => user === undefined || key !== undefined, {
        error: '`user` needs `key`, its password',
        path: ['user'],
      })
      .exactOptional()
      .describe('A run of an MLflow server.'),
    otlp: z
      .strictObject({
        url: address('http://localhost:4318').describe(
          'Address of an OpenTelemetry collector; `/v1/traces` and `/v1/metrics` are put behind it.',
        ),
        headers: z
          .record(z.string().regex(/^[\w-]+$/u), keyVariable('headers', 'OTLP_KEY'))
          .exactOptional()
          .describe('Headers of every request, and where their values come from: `{ x-api-key: env:NAME }`.'),
      })
      .exactOptional()
      .describe(
        'Spans and metrics for OpenTelemetry, over OTLP/HTTP; takes packages that are not installed by default.',
      ),
  })
  .describe(
    'Trackers that show the run (docs/tracking.md); a run can go on with others: evolve --resume DIR --set tracking.…',
  );
export type TrackingConfig = z.output<typeof TrackingSchema>;
