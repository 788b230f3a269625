/** What TMF676 works with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type {
  PaymentRequest,
  RecordedPayment,
  RefundRecord,
  RequestKind,
} from '../../../domain/partners/payments/payment.js';
import type { Tables } from '../../accounts/ledger.js';
import type { PaymentOffice } from '../../payments/office.js';
import { PAYMENTS } from '../../payments/partner-books.js';
import { PaymentStore } from '../../payments/payment-store.js';
import { RecordBook } from '../kernel/records.js';

export interface PaymentsOffice {
  readonly client: DynamoDBClient;
  readonly tables: Tables;
  readonly payments: PaymentStore;
  readonly recorded: RecordBook<RecordedPayment>;
  readonly requests: Readonly<Record<RequestKind, RecordBook<PaymentRequest>>>;
  readonly refunds: RecordBook<RefundRecord>;
  /** What takes payments by providers; undefined: the operator has none. */
  readonly taking: () => Promise<PaymentOffice | undefined>;
}

export function paymentsOffice(
  client: DynamoDBClient,
  tables: Tables,
  taking: PaymentsOffice['taking'],
): PaymentsOffice {
  const { records } = tables;
  return {
    client,
    tables,
    payments: new PaymentStore(client, tables),
    // In one list with payments by providers.
    recorded: new RecordBook(client, records, 'RECORDEDPAYMENT', 'payment', PAYMENTS),
    requests: {
      authorizePayment: new RecordBook(client, records, 'AUTHORIZEPAYMENT', 'authorization'),
      initiatePayment: new RecordBook(client, records, 'INITIATEPAYMENT', 'initiation'),
    },
    refunds: new RecordBook(client, records, 'PAYMENTREFUND', 'refund'),
    taking,
  };
}
