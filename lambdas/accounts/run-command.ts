/** Runs a command on one account, once: decides, and writes the account with the record of what was done. */
import type { CommandDecision, CommandId } from '../../domain/charging/command.js';
import type { Item } from '../../domain/charging/item.js';
import { requestDigest } from '../pools/write-once.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import { BusyError, type Desk, type PresentAccount, presentAccount } from './desk.js';
import { type CommandName, type MovementRecord, commandId } from './ledger.js';

/** Why something asked of an account is not done, with a stable code. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
}

export type CommandOutcome =
  | { readonly outcome: 'done' | 'repeated'; readonly item: Item }
  | { readonly outcome: 'refused'; readonly problems: readonly Refusal[] };

export type Decision =
  CommandDecision | { readonly outcome: 'refused'; readonly problems: readonly Refusal[] };

export interface Command {
  readonly name: CommandName;
  /** The client's id of it. */
  readonly id: string;
  /** All that was asked: an id may not come again with anything else. */
  readonly request: object;
  /** Kept with the record of it. */
  readonly kept?: Readonly<Record<string, unknown>>;
  readonly decide: (account: PresentAccount, id: CommandId) => Decision;
}

const MAX_ATTEMPTS = 12;
const PAUSE_MS = 8;

/**
 * @throws BusyError when other writers were first too often: the same may be sent again
 * @throws Error when the store fails: the same may be sent again
 */
export async function runCommand(
  desk: Desk,
  subscriber: Subscriber,
  { name, id, request, kept = {}, decide }: Command,
): Promise<CommandOutcome> {
  const { accountKey, subscriberId } = subscriber;
  const of = { id: commandId(name, id), atMs: desk.nowMs };
  const record: MovementRecord = {
    command: name,
    id,
    atISO: new Date(desk.nowMs).toISOString(),
    subscriberId,
    ...kept,
    request: requestDigest({ name, subscriberId, ...request }),
  };
  return untilFirst(async () => {
    const before = await desk.ledger.find(accountKey, of.id);
    const account = await presentAccount(desk, accountKey);
    if (account === undefined) return notOpen(subscriber);
    if (before !== undefined) return repeated(before, record, account.item);
    const decision = decide(account, of);
    if (decision.outcome === 'refused') return decision;
    if (decision.outcome === 'already-done') return { outcome: 'repeated', item: account.item };
    const { item } = decision;
    const written = await desk.ledger.commit([decision], [{ account: accountKey, commandId: of.id, record }]);
    return written ? { outcome: 'done', item } : undefined;
  });
}

/** Tries until nobody else was first. */
export async function untilFirst<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tried = 0; tried < MAX_ATTEMPTS; tried++) {
    if (tried > 0) await new Promise((done) => setTimeout(done, PAUSE_MS * tried * (0.5 + Math.random())));
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new BusyError(`${MAX_ATTEMPTS} other writers of the account were first`);
}

export function notOpen({ subscriberId }: Subscriber): CommandOutcome {
  return {
    outcome: 'refused',
    problems: [{ code: 'account-not-open', detail: `${subscriberId} has no account yet` }],
  };
}

/** The same request again is as good as the first; another one with its id is a mistake. */
export function repeated(before: MovementRecord, asked: MovementRecord, item: Item): CommandOutcome {
  return before.request === asked.request
    ? { outcome: 'repeated', item }
    : {
        outcome: 'refused',
        problems: [
          {
            code: 'id-used',
            detail: `${asked.command} "${asked.id}" was done at ${before.atISO} with other content; allowed: an id of its own`,
          },
        ],
      };
}
