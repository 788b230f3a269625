import type { DynamoDBRecord } from 'aws-lambda';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StreamJournal } from '../../../local/lambda/stream-journal.js';
import {
  type StreamEvent,
  StreamSource,
  type StreamSourceOptions,
} from '../../../local/lambda/stream-source.js';

const record = (n: number): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: String(n),
    SizeBytes: 10,
    ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
  },
});
const numbers = (records: readonly DynamoDBRecord[]): number[] =>
  records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber));

function source(
  invoke: (batch: number[], event: StreamEvent) => unknown,
  options: Partial<StreamSourceOptions> = {},
) {
  const batches: number[][] = [];
  const givenUp: {
    DDBStreamBatchInfo: { startSequenceNumber: string; batchSize: number };
    requestContext: { approximateInvokeCount: number };
  }[] = [];
  const made = new StreamSource({
    functionArn: 'f',
    streamArn: 's',
    batchSize: 100,
    windowMs: 0,
    maxRetries: 2,
    maxAgeMs: -1,
    bisect: false,
    reportsItemFailures: true,
    filters: [],
    retryDelayMs: () => 0,
    onGivenUp: (report) => givenUp.push(report as (typeof givenUp)[number]),
    ...options,
    invoke: async (event) => {
      const batch = numbers(event.Records);
      batches.push(batch);
      return await Promise.resolve(invoke(batch, event));
    },
  });
  return { batches, givenUp, made };
}

const push = async (made: StreamSource, count: number): Promise<void> => {
  for (let n = 1; n <= count; n += 1) made.push(record(n));
  await made.idle();
};

test('batches follow each other in order', async () => {
  const { batches, made } = source(() => ({ batchItemFailures: [] }), { batchSize: 4 });
  await push(made, 10);
  expect(batches).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 10],
  ]);
});

test('a partial answer starts again at the first failure', async () => {
  let failed = false;
  const { batches, made } = source((batch) => {
    if (failed || !batch.includes(3)) return { batchItemFailures: [] };
    failed = true;
    return { batchItemFailures: [{ itemIdentifier: '4' }, { itemIdentifier: '3' }] };
  });
  await push(made, 5);
  expect(batches).toEqual([
    [1, 2, 3, 4, 5],
    [3, 4, 5],
  ]);
});

test('bisecting finds the record that can not be handled, and gives only it up', async () => {
  const handled: number[] = [];
  const { givenUp, made } = source(
    (batch) => {
      if (batch.includes(6)) throw new Error('poison');
      handled.push(...batch);
      return null;
    },
    { bisect: true, maxRetries: 10 },
  );
  await push(made, 8);
  expect(handled.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 7, 8]);
  expect(givenUp).toHaveLength(1);
  expect(givenUp[0]).toMatchObject({ DDBStreamBatchInfo: { startSequenceNumber: '6', batchSize: 1 } });
});

test('without bisecting the batch is given up after its retries, and what follows goes on', async () => {
  const { batches, givenUp, made } = source(
    (batch) => {
      if (batch.includes(2)) throw new Error('always');
      return null;
    },
    { batchSize: 2 },
  );
  await push(made, 4);
  expect(batches).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
    [3, 4],
  ]);
  expect(givenUp).toMatchObject([
    {
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      DDBStreamBatchInfo: { batchSize: 2 },
    },
  ]);
});

test('records that are too old are given up at once', async () => {
  const { givenUp, made } = source(
    () => {
      throw new Error('x');
    },
    { maxAgeMs: 0, maxRetries: -1 },
  );
  made.push({ dynamodb: { SequenceNumber: '1', ApproximateCreationDateTime: 1 } });
  await made.idle();
  expect(givenUp).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded' } }]);
});

test('filters keep records from the function', async () => {
  const { batches, made } = source(() => null, {
    filters: [(each) => Number(each.dynamodb?.SequenceNumber) % 2 === 0],
  });
  await push(made, 6);
  expect(batches).toEqual([[2, 4, 6]]);
});

describe('with a journal', () => {
  let folder: string;
  const file = (): string => join(folder, 'streams', 'f.jsonl');
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wildlily-journal-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('a killed process loses no record; the next one goes on in order', async () => {
    let killed = false;
    const first = source(
      async () => {
        if (killed) await new Promise(() => {});
        killed = true;
      },
      { batchSize: 2, journal: new StreamJournal(file()) },
    );
    for (let n = 1; n <= 5; n += 1) first.made.push(record(n));
    while (first.batches.length < 2) await new Promise((done) => setTimeout(done, 1));
    appendFileSync(file(), '{"eventName": "cut o');

    const second = source(() => null, { batchSize: 10, journal: new StreamJournal(file()) });
    second.made.push(record(6));
    await second.made.close();
    const third = source(() => null, { journal: new StreamJournal(file()) });
    third.made.resume();
    await third.made.idle();
    expect([first.batches, second.batches, third.batches]).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      [],
      [[3, 4, 5, 6]],
    ]);
    expect(readFileSync(file(), 'utf8')).toBe('');
    await third.made.close();
  });

  test('it does not grow with what has been handled', async () => {
    const journal = new StreamJournal(file());
    const big = { ...record(1), eventID: 'x'.repeat(1024 * 1024) };
    for (let n = 0; n < 40; n += 1) {
      journal.append(big);
      if (n > 0) journal.handled(1, [big]);
    }
    journal.close();
    expect(readFileSync(file()).length).toBeLessThan(18 * 1024 * 1024);
    const again = new StreamJournal(file());
    expect(again.left).toEqual([big]);
    again.close();
  });
});

test('with a tumbling window events name their shard, and the function returns a state', async () => {
  const events: StreamEvent[] = [];
  const answers: unknown[] = [{}, { state: {} }];
  const { batches, made } = source(
    (_batch, event) => {
      events.push(event);
      return answers.shift();
    },
    { tumblingMs: 60_000, reportsItemFailures: false },
  );
  await push(made, 3);
  // The first answer has no state: it comes again.
  expect(batches).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  expect(events[1]).toMatchObject({
    shardId: 'shardId-00000000000000000000-00000000',
    eventSourceARN: 's',
    isFinalInvokeForWindow: false,
  });
});
