/**
 * The part of TensorFlow's event files that TensorBoard reads of a run: scalars and texts (field numbers of event.proto,
 * summary.proto and tensor.proto). Encoding, and decoding for tests.
 */
import protobuf from 'protobufjs/light.js';

const rule = 'repeated';
const root = protobuf.Root.fromJSON({
  nested: {
    tensorboard: {
      nested: {
        Event: {
          fields: {
            wallTime: { id: 1, type: 'double' },
            step: { id: 2, type: 'int64' },
            fileVersion: { id: 3, type: 'string' },
            summary: { id: 5, type: 'Summary' },
          },
        },
        Summary: { fields: { value: { id: 1, rule, type: 'Value' } } },
        Value: {
          // A zero is written too.
          oneofs: { value: { oneof: ['simpleValue', 'tensor'] } },
          fields: {
            tag: { id: 1, type: 'string' },
            simpleValue: { id: 2, type: 'float' },
            tensor: { id: 8, type: 'TensorProto' },
            metadata: { id: 9, type: 'SummaryMetadata' },
          },
        },
        SummaryMetadata: { fields: { pluginData: { id: 1, type: 'PluginData' } } },
        PluginData: { fields: { pluginName: { id: 1, type: 'string' }, content: { id: 2, type: 'bytes' } } },
        TensorProto: {
          fields: {
            dtype: { id: 1, type: 'int32' },
            tensorShape: { id: 2, type: 'TensorShapeProto' },
            stringVal: { id: 8, rule, type: 'bytes' },
          },
        },
        TensorShapeProto: { fields: { dim: { id: 2, rule, type: 'Dim' } } },
        Dim: { fields: { size: { id: 1, type: 'int64' } } },
      },
    },
  },
});

export const Event = root.lookupType('tensorboard.Event');

/** tensorflow.DataType. */
const DT_STRING = 7;

interface At {
  /** Seconds since 1970. */
  wallTime: number;
  step: number;
}

/** The first event of a file. */
export function versionEvent(wallTime: number): Uint8Array {
  return encode({ wallTime, fileVersion: 'brain.Event:2' });
}

export function scalarEvent({ wallTime, step }: At, tag: string, value: number): Uint8Array {
  return encode({ wallTime, step, summary: { value: [{ tag, simpleValue: value }] } });
}

/** `text` is Markdown. */
export function textEvent({ wallTime, step }: At, tag: string, text: string): Uint8Array {
  const tensor = { dtype: DT_STRING, tensorShape: { dim: [{ size: 1 }] }, stringVal: [Buffer.from(text)] };
  const metadata = { pluginData: { pluginName: 'text' } };
  return encode({ wallTime, step, summary: { value: [{ tag: `${tag}/text_summary`, metadata, tensor }] } });
}

function encode(event: object): Uint8Array {
  return Event.encode(Event.fromObject(event)).finish();
}
