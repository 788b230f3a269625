/** What sponsors need of budgets: the money of a campaign while it runs. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';

export interface BudgetState {
  /** Micros that were put in. */
  readonly totalMicros: number;
  /** Spent: committed by events, once each. */
  readonly spentMicros: number;
  /** Held for advertisements that were decided and not seen yet. */
  readonly heldMicros: number;
  /** What may still be held, taken back included not. */
  readonly availableMicros: number;
  /** Taken back. */
  readonly returnedMicros: number;
  readonly isClosed: boolean;
}

export interface NewBudget {
  readonly campaignId: string;
  readonly micros: number;
  readonly pacing: 'even' | 'front-loaded';
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

export interface CampaignBudgets {
  /** The writes of a new budget; their transaction fails when there is one. */
  open(budget: NewBudget): readonly TransactWriteItem[];
  /** @returns undefined when there is none */
  read(campaignId: string, nowMs: number): Promise<BudgetState | undefined>;
  /**
   * The writes that close a budget, so that nothing more is held of it, and take what is available out of it. Called
   * again, they take what was released since. Their transaction fails when somebody else changed it meanwhile.
   */
  takeBack(
    campaignId: string,
    nowMs: number,
  ): Promise<
    | {
        readonly micros: number;
        readonly before: BudgetState;
        readonly writes: readonly TransactWriteItem[];
      }
    | undefined
  >;
}
