/** SIMs that share an account. */
import { type CommandDecision, type CommandId, command, refused } from './command.js';
import type { Item } from './item.js';
import { memberOf } from './members.js';
import type { PlanIndex } from './plan-index.js';

/** Lets another SIM share the account, as many as the plan allows. */
export function decideJoin(
  item: Item,
  index: PlanIndex,
  nowMs: number,
  request: CommandId & { /** `imsi-…` */ readonly supi: string },
): CommandDecision {
  return command(item, index, nowMs, request, undefined, ({ account }) => {
    const { sims = 1, id } = index.plan;
    const full = account.members.length + 1 >= sims || memberOf(account, request.supi) === undefined;
    return full
      ? [
          refused(
            'sim-limit',
            `${account.members.length + 1} SIMs share account ${account.key}; plan ${id} allows ${sims}`,
          ),
        ]
      : [];
  });
}
