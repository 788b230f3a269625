import { DynamoDbLedger, type MovementRecord } from '../accounts/ledger.js';
import type { RewardDesk } from './reward-desk.js';

/** What was taken back under an id; undefined = nothing was asked back with it. */
export async function findMovement(
  { client, tables }: RewardDesk,
  account: string,
  id: Uint8Array,
): Promise<(MovementRecord & { readonly taken: number; readonly missing: number }) | undefined> {
  const found = await new DynamoDbLedger(client, tables).find(account, id);
  return found as (MovementRecord & { readonly taken: number; readonly missing: number }) | undefined;
}
