/** Several rewards given and taken back by one command: a basket, or what is returned of one. */
import {
  amountProblems,
  command,
  type CommandDecision,
  type CommandId,
  type CommandProblem,
  refused,
} from './command.js';
import type { Item } from './item.js';
import type { PlanIndex } from './plan-index.js';
import { putReward, rewardProblems, type RewardRequest, takeReward, type TakeBackRequest } from './reward.js';

export interface RewardChanges extends CommandId {
  readonly gives: readonly Omit<RewardRequest, keyof CommandId>[];
  readonly takes: readonly Omit<TakeBackRequest, keyof CommandId>[];
}

/** A problem of one of those that are given, by its place among them, or of the account (`of` is absent). */
export interface ChangeProblem extends CommandProblem {
  readonly of?: number;
}

export type ChangesDecision =
  | (Extract<CommandDecision, { outcome: 'done' }> & {
      /** In the order of `gives`; epoch seconds. */
      readonly given: readonly { readonly bucketId: number; readonly expiresAt: number }[];
      /** In the order of `takes`; the rest was there no more. */
      readonly taken: readonly number[];
    })
  | { readonly outcome: 'already-done' }
  | { readonly outcome: 'refused'; readonly problems: readonly ChangeProblem[] };

/**
 * All of it, or nothing. First what is taken back, so that there is room for what is given. An account that has ended
 * gives back, and takes nothing.
 */
export function decideRewardChanges(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: RewardChanges,
): ChangesDecision {
  const { gives, takes, id, atMs } = request;
  const given: { bucketId: number; expiresAt: number }[] = [];
  let taken: number[] = [];
  const decision = command(
    item,
    index,
    nowMs,
    request,
    undefined,
    (work) => {
      const problems: ChangeProblem[] = [
        ...takes.flatMap(({ amount }) => amountProblems(amount)),
        ...gives.flatMap((give, of) =>
          rewardProblems(work, { ...give, id, atMs }, nowMs).map((problem) => ({ ...problem, of })),
        ),
      ];
      if (problems.length > 0) return problems;
      taken = takes.map((take) => takeReward(work, { ...take, id, atMs }));
      for (const [of, give] of gives.entries()) {
        const into = putReward(work, { ...give, id, atMs }, nowMs);
        if (into === undefined) {
          const full = refused(
            'account-full',
            'the account has no room for another bucket, or for this much',
          );
          return [{ ...full, of } as ChangeProblem];
        }
        given.push({ bucketId: into.id, expiresAt: into.expiresAt });
      }
      return [];
    },
    gives.length === 0,
  );
  return decision.outcome === 'done' ? { ...decision, given, taken } : decision;
}
