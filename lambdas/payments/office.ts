/** What the payments API works with. */
import type { ProviderId } from '../../domain/payments/provider.js';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { MessageName } from './kept-messages.js';
import type { OrderOptions } from './order-payment.js';
import type { QueryOptions } from './query-due.js';

export interface PaymentOffice extends Omit<OrderOptions, 'count' | 'send'> {
  readonly count: QueryOptions['count'];
  /** @param again  a person asked for it: quarantined messages are tried again */
  readonly send: (names: readonly MessageName[], again?: boolean) => Promise<void>;
  /** Those that the operator names. */
  readonly providers: readonly ProviderId[];
  /** What a top-up may be, decimals of the market's currency; absent = any amount that the provider takes. */
  readonly topUps?: TopUpLimits;
  /** ISO 4217, of the market. */
  readonly currency: () => Promise<string>;
  /** Whole numbers from 0 to below `below`, evenly distributed and unpredictable. */
  readonly draw: (below: number) => number;
}

export interface TopUpLimits {
  readonly smallest: string;
  readonly largest: string;
}

export type Event = APIGatewayProxyEventV2;
export type Answer = Promise<APIGatewayProxyStructuredResultV2>;
