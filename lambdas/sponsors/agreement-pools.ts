/** What sponsors need of pools: the bytes of an agreement. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';

export interface PoolState {
  readonly boughtBytes: number;
  /** Used for good. */
  readonly usedBytes: number;
  /** Lent to sessions that run, used or not. */
  readonly leasedBytes: number;
  readonly availableBytes: number;
}

export interface NewPool {
  readonly poolId: string;
  readonly sponsorId: string;
  readonly services: readonly string[];
  readonly bytes: number;
  readonly bytesPerDay: number | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface AgreementPools {
  open(pool: NewPool): Promise<readonly TransactWriteItem[]>;
  /** More bytes; the transaction fails when somebody else changed the pool meanwhile. */
  add(poolId: string, bytes: number): Promise<readonly TransactWriteItem[]>;
  read(poolId: string): Promise<PoolState | undefined>;
  /** Takes out what nobody holds; called again, what came back since. */
  takeBack(
    poolId: string,
  ): Promise<
    | { readonly bytes: number; readonly before: PoolState; readonly writes: readonly TransactWriteItem[] }
    | undefined
  >;
}
