import { randomUUID } from 'node:crypto';
import type { AwsService } from '../aws/endpoint.js';
import type { LocalDeliveryStream } from './delivery-stream.js';

interface Records {
  readonly DeliveryStreamName?: string;
  readonly Record?: { readonly Data: string };
  readonly Records?: readonly { readonly Data: string }[];
}

const text = (base64: string): string => Buffer.from(base64, 'base64').toString();

/** The part of the Amazon Data Firehose API that functions use. */
export function firehoseService(streamOf: (name: string) => LocalDeliveryStream | undefined): AwsService {
  return {
    target: 'Firehose_20150804',
    call: (operation, body) => {
      const { DeliveryStreamName: name = '', Record: record, Records: records = [] } = body as Records;
      const stream = streamOf(name);
      if (stream === undefined)
        return refused('ResourceNotFoundException', `There is no delivery stream "${name}"`);
      switch (operation) {
        case 'PutRecord':
          stream.push(text(record?.Data ?? ''));
          return Promise.resolve({ status: 200, body: { RecordId: randomUUID() } });
        case 'PutRecordBatch':
          for (const { Data } of records) stream.push(text(Data));
          return Promise.resolve({
            status: 200,
            body: { FailedPutCount: 0, RequestResponses: records.map(() => ({ RecordId: randomUUID() })) },
          });
        default:
          return refused('InvalidAction', `The local Firehose has no operation ${operation}`);
      }
    },
  };
}

const refused = (type: string, message: string) =>
  Promise.resolve({ status: 400, body: { __type: type, message } });
