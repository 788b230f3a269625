/** What sponsors do with the pools of their agreements: open, pay in, see, take back. Lending is charging's. */
import { type DynamoDBClient, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { sponsorPool } from '../../domain/catalogue/sponsor-pool.js';
import type { Item } from '../../domain/charging/item.js';
import {
  type Lender,
  lenderItem,
  openLender,
  readDirectory,
  readLender,
  sharePart,
  writeDirectory,
} from '../../domain/pools/lender.js';
import { sliceKey } from '../../domain/pools/slice.js';
import { marshalItem, unmarshalItem } from '../charging/dynamodb-account-store.js';

/** Bytes of an agreement: bought = used + leased + available, until something is taken back. */
export interface SponsorPoolState {
  /** All that was ever paid in. */
  readonly boughtBytes: number;
  /** Used for good: of leases whose day is over. */
  readonly usedBytes: number;
  /** Lent to accounts and not settled yet, used or not: until the end of their local day, and some minutes. */
  readonly leasedBytes: number;
  readonly availableBytes: number;
}

export interface NewSponsorPool {
  /** `pool_sag-…`. */
  readonly poolId: string;
  /** As plans name it. */
  readonly sponsorId: string;
  /** Ids of services; none = all with this sponsor. */
  readonly services: readonly string[];
  readonly bytes: number;
  /** The most that one account is lent in a local day. Absent: no cap. */
  readonly bytesPerDay: number | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SponsorPools {
  /**
   * The writes that open a pool and put it behind the sponsor's others, for the transaction that pays for it. It fails
   * when the pool is there already, or another pool of the sponsor is opened meanwhile.
   *
   * @throws RangeError when the sponsor has 20 agreements that still run
   */
  open(pool: NewSponsorPool): Promise<readonly TransactWriteItem[]>;
  /** The writes that pay in more bytes. The transaction fails when the pool was closed meanwhile. */
  add(poolId: string, bytes: number): Promise<readonly TransactWriteItem[]>;
  /** Undefined: there is no such pool. */
  read(poolId: string): Promise<SponsorPoolState | undefined>;
  /** From the next lease on. */
  setDailyCap(poolId: string, bytesPerDay: number | undefined): Promise<readonly TransactWriteItem[]>;
  /**
   * Closes it, and takes out what nobody holds: `writes`, for the transaction that returns its price, which fails when
   * anybody leased or gave back since `before`. Called again, what was settled since.
   */
  takeBack(poolId: string): Promise<
    | {
        readonly bytes: number;
        readonly before: SponsorPoolState;
        readonly writes: readonly TransactWriteItem[];
      }
    | undefined
  >;
}

/** Agreements of one sponsor that run side by side: each may be asked before a request falls to the plan. */
const MOST_AGREEMENTS = 20;

export function sponsorPools(
  client: DynamoDBClient,
  accounts: string,
  /** Epoch ms. */
  now: () => number | Promise<number>,
): SponsorPools {
  const get = async (key: string): Promise<Item | undefined> => {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: accounts, Key: { k: { S: key } }, ConsistentRead: true }),
    );
    return item === undefined ? undefined : unmarshalItem(item);
  };
  const slicesOf = async (poolId: string): Promise<Lender[]> => {
    const first = await get(sliceKey(poolId, 0));
    if (first === undefined) return [];
    const lender = readLender(first);
    const others = await Promise.all(
      Array.from({ length: lender.slices - 1 }, async (_, i) => {
        const item = await get(sliceKey(poolId, i + 1));
        if (item === undefined) throw new Error(`slice ${i + 1} of ${poolId} is missing`);
        return readLender(item);
      }),
    );
    return [lender, ...others];
  };
  const change = (key: string, set: string, condition: string, values: Readonly<Record<string, number>>) => ({
    Update: {
      TableName: accounts,
      Key: { k: { S: key } },
      UpdateExpression: `SET v = v + :one, ${set}`,
      ConditionExpression: condition,
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries({ one: 1, ...values }).map(([name, value]) => [`:${name}`, { N: String(value) }]),
      ),
    },
  });
  return {
    async open({ poolId, sponsorId, services, bytes, bytesPerDay, fromMs, toMs }) {
      const key = sponsorPool(sponsorId);
      const item = await get(key);
      const nowS = Math.floor((await now()) / 1000);
      const known = await Promise.all(
        readDirectory(item).map(async (entry) => {
          const first = await get(sliceKey(entry.poolId, 0));
          return { entry, ends: first === undefined ? 0 : readLender(first).untilS };
        }),
      );
      const running = known.flatMap(({ entry, ends }) => (ends > nowS ? [entry] : []));
      if (running.length >= MOST_AGREEMENTS)
        throw new RangeError(
          `sponsor ${sponsorId} has ${running.length} agreements that run; at most ${MOST_AGREEMENTS} are allowed`,
        );
      const slices = openLender({ poolId, bytes, services, perDay: bytesPerDay ?? 0, fromMs, toMs });
      const version = Number(item?.['v'] ?? 0);
      const directory = {
        k: key,
        v: version + 1,
        d: writeDirectory([...running, { poolId, slices: slices.length }]),
      };
      return [
        ...slices.map((slice) => ({
          Put: {
            TableName: accounts,
            Item: marshalItem(lenderItem(slice)),
            ConditionExpression: 'attribute_not_exists(k)',
          },
        })),
        {
          Put: {
            TableName: accounts,
            Item: marshalItem(directory),
            ...(item === undefined
              ? { ConditionExpression: 'attribute_not_exists(k)' }
              : {
                  ConditionExpression: 'v = :v',
                  ExpressionAttributeValues: { ':v': { N: String(version) } },
                }),
          },
        },
      ];
    },
    async add(poolId, bytes) {
      const slices = await slicesOf(poolId);
      return slices.flatMap(({ key, untilS }, i) => {
        const part = sharePart(bytes, i, slices.length);
        return part === 0
          ? []
          : [
              change(key, 't = t + :part, g = g + :part, a = a + :part', 'z = :until', {
                part,
                until: untilS,
              }),
            ];
      });
    },
    async read(poolId) {
      const slices = await slicesOf(poolId);
      return slices.length === 0 ? undefined : stateOf(slices);
    },
    async setDailyCap(poolId, bytesPerDay) {
      return (await slicesOf(poolId)).map(({ key }) =>
        change(key, 'c = :cap', 'attribute_exists(k)', { cap: bytesPerDay ?? 0 }),
      );
    },
    async takeBack(poolId) {
      const slices = await slicesOf(poolId);
      if (slices.length === 0) return undefined;
      // While as much is available, as much is leased or used: whoever moved some of it makes the transaction fail.
      const writes = slices.flatMap(({ key, available, untilS }) =>
        available === 0 && untilS <= CLOSED_S
          ? []
          : [
              change(key, 'g = g - :out, a = a - :out, z = :until', 'a = :out', {
                out: available,
                until: Math.min(untilS, CLOSED_S),
              }),
            ],
      );
      return {
        bytes: slices.reduce((sum, { available }) => sum + available, 0),
        before: stateOf(slices),
        writes,
      };
    },
  };
}

/** Before anything was ever lent. */
const CLOSED_S = 1;

function stateOf(slices: readonly Lender[]): SponsorPoolState {
  const sum = (of: (slice: Lender) => number): number =>
    slices.reduce((total, slice) => total + of(slice), 0);
  return {
    boughtBytes: sum(({ paidIn }) => paidIn),
    usedBytes: sum(({ used }) => used),
    leasedBytes: sum(({ leased }) => leased),
    availableBytes: sum(({ available }) => available),
  };
}
