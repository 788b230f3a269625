/** Ends a subscription: account, number, SIM, customer's product, all in one transaction, once. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { identityKey } from '../../domain/operator/identities.js';
import { numberResourceId, resourceKey } from '../../domain/partners/resources/record.js';
import { changeState } from '../accounts/commands.js';
import { type Desk, presentAccount } from '../accounts/desk.js';
import { accountPut, DynamoDbLedger, movementKey, newRecord, writeTogether } from '../accounts/ledger.js';
import {
  type Command,
  type CommandOutcome,
  notOpen,
  runCommand,
  untilFirst,
} from '../accounts/run-command.js';
import { endProduct } from '../partners/customers/products.js';
import { toAttributes } from '../shared/attributes.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import { leaveLines } from './identity-lines.js';
import type { OrderOffice } from './office.js';

/** Runs a command on an account; other writes stand or fall with it. */
export async function commandWith(
  { client, tables }: OrderOffice,
  desk: Desk,
  subscriber: Subscriber,
  command: Command,
  writes: readonly TransactWriteItem[],
): Promise<CommandOutcome> {
  const plain = new DynamoDbLedger(client, tables);
  return runCommand(
    {
      ...desk,
      ledger: {
        find: async (account, id) => plain.find(account, id),
        commit: async (accounts, movements) =>
          writeTogether(client, [
            ...accounts.map((write) => accountPut(tables, write)),
            ...movements.map(({ account, commandId, record }) =>
              newRecord(tables, { ...movementKey(account, commandId), ...record }),
            ),
            ...writes,
          ]),
      },
    },
    subscriber,
    command,
  );
}

export interface Ending {
  /** Names it: the same again changes nothing. */
  readonly id: string;
  readonly reason: string;
  /** The number went to another operator. */
  readonly isNumberGone: boolean;
}

/**
 * Ends a subscription. Of SIMs that share an account the one that leaves takes nothing with it; the one that the account
 * is of can't leave before the others.
 *
 * @throws BusyError when others were first too often
 */
export async function endSubscription(
  office: OrderOffice,
  subscriber: Subscriber,
  { id, reason, isNumberGone }: Ending,
): Promise<CommandOutcome> {
  const desk = await office.desk();
  const account = await presentAccount(desk, subscriber.accountKey);
  if (account === undefined) return notOpen(subscriber);
  const { item } = account;
  if (subscriber.state === 'terminated') return { outcome: 'repeated', item };
  const writes = await leaving(office, subscriber, desk.nowMs, isNumberGone);
  const leave = async (more: readonly TransactWriteItem[] = []): Promise<CommandOutcome> =>
    untilFirst(async () =>
      (await writeTogether(office.client, [...writes, ...more]))
        ? { outcome: 'done' as const, item }
        : undefined,
    );
  if (await isGuest(desk, subscriber)) return leave([closedAlias(office.tables.accounts, subscriber.supi)]);
  const command = changeState({ id, state: 'terminated', reason, actor: 'orders' }, desk.nowMs);
  const outcome = await commandWith(office, desk, subscriber, command, writes);
  const isEndedAlready =
    outcome.outcome === 'refused' && outcome.problems.every(({ code }) => code === 'account-terminated');
  return isEndedAlready ? leave() : outcome;
}

/** Whether a SIM uses an account that another one has. */
export async function isGuest(desk: Desk, { supi, accountKey }: Subscriber): Promise<boolean> {
  if (supi === accountKey) return false;
  const alias = await desk.store.get(supi);
  return alias?.['as'] !== accountKey;
}

/** A SIM that had an alias has none any more. Nothing of accounts is ever deleted: it leads to none. */
export const closedAlias = (accounts: string, supi: string): TransactWriteItem => ({
  Put: {
    TableName: accounts,
    Item: toAttributes({ k: supi, to: `left:${supi}` }),
    // An account is no alias, and stays.
    ConditionExpression: 'attribute_exists(#to)',
    ExpressionAttributeNames: { '#to': 'to' },
  },
});

/** Subscriber, identities, stock and customer, after the last day. */
async function leaving(
  { stock, tables }: OrderOffice,
  { subscriberId, customerId, msisdn, iccid, documents = [] }: Subscriber,
  nowMs: number,
  isNumberGone: boolean,
): Promise<TransactWriteItem[]> {
  const number = isNumberGone ? await stock.find(numberResourceId(msisdn)) : undefined;
  const released = [
    ...(isNumberGone ? [] : await stock.releaseOf({ msisdn }, nowMs)),
    ...(await stock.releaseOf({ iccid }, nowMs)),
  ];
  return [
    {
      Update: {
        TableName: tables.records,
        Key: toAttributes({ pk: `SUBSCRIBER#${subscriberId}`, sk: 'META' }),
        // Out of the index of numbers: the next subscriber of the number is found there.
        UpdateExpression: 'SET #state = :terminated, terminatedAt = :at REMOVE gsi1pk, gsi1sk',
        ConditionExpression: '#state <> :terminated',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: toAttributes({
          ':terminated': 'terminated',
          ':at': new Date(nowMs).toISOString(),
        }),
      },
    },
    // The SIM's own record stays: usage that comes late still has a name.
    { Delete: { TableName: tables.records, Key: toAttributes(identityKey('msisdn', msisdn)) } },
    { Delete: { TableName: tables.records, Key: toAttributes(identityKey('iccid', iccid)) } },
    ...released,
    ...leaveLines(tables.records, documents, subscriberId),
    ...(number === undefined ? [] : [gone(tables.records, number.id, nowMs)]),
    ...(customerId === undefined ? [] : endProduct(tables.records, { customerId, subscriberId })),
  ];
}

/** A number that another operator has is not ours to give again. */
function gone(table: string, id: string, nowMs: number): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: toAttributes(resourceKey(id)),
      UpdateExpression:
        'SET #status = :retired, updatedAt = :at ADD revision :one REMOVE subscriberId, reservedBy, gsi1pk, gsi1sk',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: toAttributes({
        ':retired': 'retired',
        ':at': new Date(nowMs).toISOString(),
        ':one': 1,
      }),
    },
  };
}
