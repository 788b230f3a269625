/** What the saga of orders works with. */
import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PartnerEvent } from '../../domain/events/event.js';
import type { HostAdapter } from '../../domain/host/request.js';
import type { DueStep, OrderRecord, StepResult } from '../../domain/orders/order.js';
import type { Desk } from '../accounts/desk.js';
import type { Tables } from '../accounts/ledger.js';
import type { Recorded } from '../partners/kernel/records.js';
import type { Stock } from '../partners/resources/stock.js';
import type { PaymentOffice } from '../payments/office.js';

export interface OrderOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  readonly operatorId: string;
  /** Base of every `href` of the partner API. */
  readonly baseUrl: string;
  readonly stock: Stock;
  readonly host: HostAdapter;
  /** Absent = the operator takes no payments. */
  readonly payments?: PaymentOffice | undefined;
  /** The operator's time, epoch milliseconds. */
  readonly now: () => Promise<number>;
  readonly desk: () => Promise<Desk>;
  /** Has an order looked at after a while. @param due  as the record has it: the message is void when it has another */
  readonly send: (orderId: string, delayS: number, due?: string) => Promise<void>;
  /** Wakes whoever tells events. */
  readonly wake: (eventIds: readonly string[]) => Promise<void>;
}

export type Order = Recorded<OrderRecord>;

/** A step that is being tried. */
export interface Attempt extends DueStep {
  readonly office: OrderOffice;
  readonly order: Order;
  readonly nowMs: number;
}

/** What came of it, and what must be written with the order that says so: all or nothing. */
export interface Attempted {
  readonly result: StepResult;
  readonly writes?: readonly TransactWriteItem[];
  readonly events?: readonly PartnerEvent[];
}

export const done = (facts?: Extract<StepResult, { outcome: 'done' }>['facts']): Attempted => ({
  result: { outcome: 'done', ...(facts === undefined ? {} : { facts }) },
});
export const again = (why: string): Attempted => ({ result: { outcome: 'again', why } });
export const failed = (code: string, detail: string): Attempted => ({
  result: { outcome: 'failed', code, detail },
});

/** Names what a step does outside, the same however often it is tried. */
export const requestId = ({ order, item, step, direction }: Attempt): string =>
  `${order.id}.${item.id}.${step.name}${direction === 'backward' ? '.undo' : ''}`;
