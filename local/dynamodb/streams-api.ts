import type { DynamoDBRecord } from 'aws-lambda';
import type { AwsService } from '../aws/endpoint.js';
import type { ChangeStreams } from './change-stream.js';
import { DynamoDbError, isServiceError } from './errors.js';

type Fields = Record<string, unknown>;

const SHARD = 'shardId-00000000000000000000-00000000';
const MAX_RECORDS = 1000;

/**
 * The DynamoDB Streams API: one shard a table, which never closes.
 *
 * It reads what is still remembered; the local run itself is told of changes in process.
 */
export function streamsService(streams: ChangeStreams): AwsService {
  return {
    target: 'DynamoDBStreams_20120810',
    call: async (operation, body) => {
      try {
        return await Promise.resolve({ status: 200, body: operate(streams, operation, body) });
      } catch (error) {
        if (isServiceError(error)) return { status: error.statusCode, body: error.body };
        throw error;
      }
    },
  };
}

function operate(streams: ChangeStreams, operation: string, body: Fields): Fields {
  switch (operation) {
    case 'DescribeStream':
      return describe(streams, String(body['StreamArn']));
    case 'GetShardIterator':
      return { ShardIterator: iterator(streams, body) };
    case 'GetRecords':
      return records(streams, body);
    default:
      throw new DynamoDbError(
        'UnknownOperationException',
        `The local DynamoDB Streams has no operation ${operation}`,
      );
  }
}

function describe(streams: ChangeStreams, arn: string): Fields {
  const remembered = streams.remembered(arn);
  return {
    StreamDescription: {
      StreamArn: arn,
      StreamStatus: 'ENABLED',
      StreamLabel: arn.replace(/^.*\/stream\//, ''),
      TableName: tableOf(arn),
      Shards: [
        {
          ShardId: SHARD,
          SequenceNumberRange: {
            StartingSequenceNumber: sequenceOf(remembered[0]) ?? String(streams.next()),
          },
        },
      ],
    },
  };
}

/** An iterator is the stream and the first sequence number that it has yet to give. */
function iterator(streams: ChangeStreams, body: Fields): string {
  const arn = String(body['StreamArn']);
  const given = String(body['SequenceNumber']);
  switch (body['ShardIteratorType']) {
    case 'TRIM_HORIZON':
      return `${arn}|0`;
    case 'LATEST':
      return `${arn}|${streams.next()}`;
    case 'AT_SEQUENCE_NUMBER':
      return `${arn}|${given}`;
    case 'AFTER_SEQUENCE_NUMBER':
      return `${arn}|${BigInt(given) + 1n}`;
    default:
      throw new DynamoDbError(
        'ValidationException',
        `ShardIteratorType is "${String(body['ShardIteratorType'])}"; allowed: TRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER`,
      );
  }
}

function records(streams: ChangeStreams, body: Fields): Fields {
  const [arn = '', from = '0'] = String(body['ShardIterator']).split('|');
  const limit = Math.min(Number(body['Limit'] ?? MAX_RECORDS), MAX_RECORDS);
  const found = streams
    .remembered(arn)
    .filter((record) => BigInt(sequenceOf(record) ?? 0) >= BigInt(from))
    .slice(0, limit);
  const last = sequenceOf(found.at(-1));
  return { Records: found, NextShardIterator: `${arn}|${last === undefined ? from : BigInt(last) + 1n}` };
}

const sequenceOf = (record: DynamoDBRecord | undefined): string | undefined =>
  record?.dynamodb?.SequenceNumber;

const tableOf = (arn: string): string | undefined => /:table\/([^/]+)\/stream\//.exec(arn)?.[1];
