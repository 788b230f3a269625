/** What giving comes to, and who gives points. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Refusal } from '../accounts/run-command.js';

/** What became of something that is given, or taken back, in one transaction with the caller's writes. */
export type Done =
  | { readonly outcome: 'done'; readonly missing?: number }
  /** It was done before, and with it whatever was written with it then. */
  | { readonly outcome: 'repeated'; readonly missing?: number }
  | { readonly outcome: 'refused'; readonly problems: readonly Refusal[] }
  /** A condition of the caller's writes did not hold; nothing was done. */
  | { readonly outcome: 'also-changed' };

/** A membership's points, as promotions need them. */
export interface Points {
  /** @param id  of the caller's choice, `pte_…`: earned once */
  earn(
    entry: {
      readonly id: string;
      readonly subscriberId: string;
      readonly points: number;
      readonly redemptionId: string;
      readonly nowMs: number;
    },
    also: readonly TransactWriteItem[],
  ): Promise<Done>;
  /** Takes back what is left of them. @param entry  grantId: of what was earned */
  takeBack(
    entry: {
      readonly id: string;
      readonly grantId: string;
      readonly subscriberId: string;
      readonly nowMs: number;
    },
    also: readonly TransactWriteItem[],
  ): Promise<Done>;
}
