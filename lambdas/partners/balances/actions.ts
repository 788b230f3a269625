/**
 * What the four actions on balances share. An action's record, its places in the lists, its event, and the accounts
 * that it changes are one transaction: there is a record exactly when its money moved, whatever crashes or comes again.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { planIdOf, type Item } from '../../../domain/charging/item.js';
import { viewAccount } from '../../../domain/charging/view.js';
import type { PartnerEvent } from '../../../domain/events/event.js';
import {
  ACTION_NAMES,
  type ActionName,
  type ActionRecord,
  type Impact,
  viewAction,
} from '../../../domain/partners/balances/action.js';
import type { BucketOwner } from '../../../domain/partners/balances/bucket.js';
import { BusyError, type Desk } from '../../accounts/desk.js';
import { accountPut, type Ledger, movementKey, newRecord, writeTogether } from '../../accounts/ledger.js';
import type { CommandOutcome, Refusal } from '../../accounts/run-command.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { toAttributes } from '../../shared/attributes.js';
import { type Change, resourceEvent } from '../kernel/announce.js';
import { actorOf, type Partner } from '../kernel/partner.js';
import { type Place, Places } from '../kernel/places.js';
import { type Recorded, RecordBook } from '../kernel/records.js';
import { RefusedError } from '../kernel/refused.js';
import type { PartnerRequest } from '../kernel/serve.js';
import type { BalancesOffice } from './office.js';

export interface ActionKind {
  readonly name: ActionName;
  /** As in the swagger. */
  readonly type: string;
  /** Of ids. */
  readonly prefix: string;
  /** Begins the partition key. */
  readonly kind: string;
  /** In errors. */
  readonly words: string;
}

export const KINDS: Readonly<Record<ActionName, ActionKind>> = {
  topupBalance: { name: 'topupBalance', type: 'TopupBalance', prefix: 'top', kind: 'TOPUP', words: 'top-up' },
  adjustBalance: {
    name: 'adjustBalance',
    type: 'AdjustBalance',
    prefix: 'adj',
    kind: 'ADJUST',
    words: 'adjustment',
  },
  transferBalance: {
    name: 'transferBalance',
    type: 'TransferBalance',
    prefix: 'trf',
    kind: 'TRANSFER',
    words: 'transfer',
  },
  reserveBalance: {
    name: 'reserveBalance',
    type: 'ReserveBalance',
    prefix: 'rsv',
    kind: 'RESERVE',
    words: 'reservation',
  },
};

export type Action = Recorded<ActionRecord>;

/** The list that all actions are in, beside that of their kind. */
const ALL = 'BALANCEACTION';

export class ActionBooks {
  readonly all: Places;
  private readonly books: ReadonlyMap<ActionName, RecordBook<ActionRecord>>;
  private readonly office: Pick<BalancesOffice, 'client' | 'tables'>;

  constructor(office: Pick<BalancesOffice, 'client' | 'tables'>) {
    const { client, tables } = office;
    this.office = office;
    this.all = new Places(client, tables.records, ALL);
    this.books = new Map(
      ACTION_NAMES.map((name) => [
        name,
        new RecordBook<ActionRecord>(client, tables.records, KINDS[name].kind, KINDS[name].words),
      ]),
    );
  }

  of(name: ActionName): RecordBook<ActionRecord> {
    return this.books.get(name)!;
  }

  /** The book that an id's prefix names. */
  ofId(id: string): RecordBook<ActionRecord> | undefined {
    const kind = Object.values(KINDS).find(({ prefix }) => id.startsWith(`${prefix}_`));
    return kind === undefined ? undefined : this.of(kind.name);
  }

  /**
   * Takes the places of a new record, and gives them back when what uses them does not come to it.
   *
   * @param use  gets what makes the writes of the record from what it says
   */
  async place<R>(
    name: ActionName,
    owner: string,
    use: (placing: Placing) => Promise<{ readonly result: R; readonly isWritten: boolean }>,
  ): Promise<R> {
    const book = this.of(name);
    const place = await book.places.take(owner);
    const inAll = await this.all.take(owner);
    const giveBack = async () => Promise.all([book.places.giveBack(place), this.all.giveBack(inAll)]);
    try {
      const { result, isWritten } = await use(new Placing(this.office, book, this.all, { place, inAll }));
      if (!isWritten) await giveBack();
      return result;
    } catch (error) {
      // After any other error it is not known whether it was written.
      if (error instanceof RefusedError || error instanceof BusyError) await giveBack();
      throw error;
    }
  }

  /** What takes a record out of the list of all; for the transaction that removes it. */
  leaveAll({ owner, actionPlace }: Action): TransactWriteItem[] {
    return this.all.leave({ list: ALL, owner, number: actionPlace });
  }
}

/** The places that a record will have. */
export class Placing {
  private readonly office: Pick<BalancesOffice, 'tables'>;
  private readonly book: RecordBook<ActionRecord>;
  private readonly all: Places;
  private readonly at: { readonly place: Place; readonly inAll: Place };

  constructor(
    office: Pick<BalancesOffice, 'tables'>,
    book: RecordBook<ActionRecord>,
    all: Places,
    at: { readonly place: Place; readonly inAll: Place },
  ) {
    this.office = office;
    this.book = book;
    this.all = all;
    this.at = at;
  }

  record(id: string, value: Omit<ActionRecord, 'actionPlace'>, nowMs: number): Action {
    const atISO = new Date(nowMs).toISOString();
    const { place, inAll } = this.at;
    return {
      ...value,
      actionPlace: inAll.number,
      id,
      owner: place.owner,
      revision: 1,
      createdAt: atISO,
      updatedAt: atISO,
      place: place.number,
    };
  }

  writes(record: Action): TransactWriteItem[] {
    const { pk, sk } = this.book.key(record.id);
    return [
      {
        Put: {
          TableName: this.office.tables.records,
          Item: toAttributes({ pk, sk, ...record }),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      this.book.places.put(this.at.place, pk),
      this.all.put(this.at.inAll, pk),
    ];
  }
}

/** A desk that remembers how it saw accounts, and writes something more with each command. */
export class RecordingDesk {
  readonly desk: Desk;
  private readonly seen = new Map<string, Item>();

  /** @param more  what is written with the accounts as a command makes them */
  constructor(
    office: BalancesOffice,
    nowMs: number,
    more: (
      after: ReadonlyMap<string, Item>,
      before: ReadonlyMap<string, Item>,
    ) => Promise<TransactWriteItem[]>,
  ) {
    const { client, tables } = office;
    const desk = office.desk(nowMs);
    const { seen } = this;
    const ledger: Ledger = {
      find: async (account, id) => desk.ledger.find(account, id),
      commit: async (accounts, movements) => {
        const after = new Map(accounts.map(({ item }) => [String(item['k']), item]));
        return writeTogether(client, [
          ...accounts.map((write) => accountPut(tables, write)),
          ...movements.map(({ account, commandId, record }) =>
            newRecord(tables, { ...movementKey(account, commandId), ...record }),
          ),
          ...(await more(after, seen)),
        ]);
      },
    };
    this.desk = {
      ...desk,
      ledger,
      store: {
        get: async (key) => {
          const item = await desk.store.get(key);
          if (item !== undefined) seen.set(key, item);
          return item;
        },
        put: async (item, basis) => desk.store.put(item, basis),
      },
    };
  }
}

/** What an account's buckets of one name gained and lost between two versions of it. */
export async function impactsOf(
  { plan }: Pick<BalancesOffice, 'plan'>,
  { subscriberId }: BucketOwner,
  { before, after, unit }: { readonly before: Item; readonly after: Item; readonly unit: string },
  nowMs: number,
): Promise<Impact[]> {
  const [old, now] = await Promise.all(
    [before, after].map(async (item) => viewAccount(item, await plan(planIdOf(item)), nowMs)),
  );
  return now!.buckets.flatMap(({ id, name, unit: of, available }): Impact[] => {
    const had = old!.buckets.find((bucket) => bucket.id === id)?.available ?? 0;
    return of !== unit || had === available
      ? []
      : [
          {
            subscriberId,
            bucketId: id,
            bucket: name,
            amount: available - had,
            before: had,
            after: available,
          },
        ];
  });
}

export function actionEvent(
  by: Partner | PartnerEvent['actor'],
  { name, type }: ActionKind,
  record: Action,
  change: Change,
  { nowMs, baseUrl }: Pick<PartnerRequest, 'nowMs' | 'baseUrl'>,
  previous?: Readonly<Record<string, unknown>>,
): PartnerEvent {
  return resourceEvent({
    by,
    nowMs,
    owner: record.owner,
    resource: name,
    id: record.id,
    revision: record.revision,
    change,
    view: viewAction(record, baseUrl),
    previous,
    api: 'balances',
    ...(change === 'state_changed'
      ? { eventType: `${type}${record.status === 'cancelled' ? 'CancelEvent' : 'StatusChangeEvent'}` }
      : {}),
  });
}

/** Does an action once: whoever sends the same again gets the record that is there. */
export async function once(
  office: BalancesOffice,
  books: ActionBooks,
  request: PartnerRequest,
  asked: {
    readonly kind: ActionKind;
    readonly id: string;
    readonly owner: string;
    /** What the record says, from the accounts as they are after it and were before. */
    readonly value: (
      after: ReadonlyMap<string, Item>,
      before: ReadonlyMap<string, Item>,
    ) => Promise<Omit<ActionRecord, 'actionPlace'>>;
    /** Further writes of the transaction. */
    readonly also?: (record: Action) => readonly TransactWriteItem[];
    readonly run: (desk: Desk) => Promise<CommandOutcome>;
  },
): Promise<Action> {
  const { kind, id, owner, value, also, run } = asked;
  const book = books.of(kind.name);
  const known = await book.get(id);
  if (known !== undefined) return known;
  const eventIds: string[] = [];
  const outcome = await books.place(kind.name, owner, async (placing) => {
    const recording = new RecordingDesk(office, request.nowMs, async (after, before) => {
      const record = placing.record(id, await value(after, before), request.nowMs);
      const event = actionEvent(request.partner, kind, record, 'created', request);
      eventIds.splice(0, 1, event.id);
      return [...placing.writes(record), ...(also?.(record) ?? []), eventWrite(office.tables.records, event)];
    });
    const result = await run(recording.desk);
    return { result, isWritten: result.outcome === 'done' };
  });
  if (outcome.outcome === 'refused') throw refusedBy(outcome.problems);
  await wake(process.env['EVENTS_QUEUE_URL'], eventIds);
  const record = await book.get(id);
  if (record === undefined)
    throw new RefusedError(409, 'id-used', `${kind.words} ${id} was done, and its record deleted`);
  return record;
}

/** What can never be right is 400; all else is 409: not as the account is now. */
const NEVER: readonly string[] = [
  'id-malformed',
  'amount-invalid',
  'expiry-passed',
  'bucket-unknown',
  'bucket-unlimited',
  'transfer-to-itself',
  'currency-differs',
  'code-malformed',
];

/** @returns what to throw, with all problems */
export function refusedBy(problems: readonly Refusal[]): Error {
  const [first] = problems;
  const code = first?.code ?? 'refused';
  const detail = problems.map((problem) => problem.detail).join('; ');
  // More commands a second than an account remembers: the next second takes them.
  if (code === 'too-old') return new BusyError(`the account has too many changes at this moment: ${detail}`);
  return new RefusedError(NEVER.includes(code) ? 400 : 409, code, detail, {
    invalidParams: problems.map((problem) => ({
      param: problem.code === 'balance-too-low' ? 'amount' : problem.code,
      reason: problem.detail,
    })),
  });
}

export const actorName = (partner: Partner): string => {
  const { type, id } = actorOf(partner);
  return `${type}:${id}`;
};
