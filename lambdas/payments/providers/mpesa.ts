/**
 * M-Pesa through Daraja: an STK push asks the phone, an STK query tells what became of it, a reversal refunds.
 *
 * Daraja has no idempotency keys. A push sent again asks the phone again, and each that is paid is a capture of its own;
 * what came in above the order grants no value. A transaction is reversed once; a second reversal of it fails.
 */
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { minorOfMicros } from '../../../domain/payments/amount.js';
import {
  MPESA_CURRENCY,
  PUSH,
  STILL_PROCESSING,
  codeOf,
  stkFact,
} from '../../../domain/payments/providers/mpesa/webhook.js';
import {
  type Fields,
  jsonObject,
  nameOf,
  secretTexts,
  textOf,
} from '../../../domain/payments/providers/values.js';
import {
  type ClientOptions,
  type CreatedPayment,
  type KnownPayment,
  type PaymentClient,
  type PaymentOrder,
  ProviderError,
  type ProviderResponse,
  type RefundOrder,
} from '../payment-client.js';
import { AccessToken } from './access-token.js';
import { is2xx, memberOf } from './requests.js';

const BASE: Readonly<Record<string, string>> = {
  sandbox: 'https://sandbox.safaricom.co.ke',
  live: 'https://api.safaricom.co.ke',
};

/** Names that Daraja gives: of a push, and of the transaction that it became. */
const RECEIPT = /^[A-Z0-9]{10}$/;

/** Daraja's longest texts: what the subscriber sees, and what the statement shows. */
const REFERENCE_LENGTH = 12;
const DESCRIPTION_LENGTH = 13;
const REMARKS_LENGTH = 100;

const NAIROBI_MS = 3 * 3_600_000;
export const mpesaClient = (options: ClientOptions): PaymentClient => new MpesaClient(options);

class MpesaClient implements PaymentClient {
  readonly provider = 'mpesa';
  readonly merchant: string;
  private readonly options: ClientOptions;
  private readonly base: string;
  private readonly token: AccessToken;

  constructor(options: ClientOptions) {
    this.options = options;
    this.token = new AccessToken(options.now);
    this.merchant = memberOf('mpesa', options.secret, 'shortCode');
    this.base = BASE[memberOf('mpesa', options.secret, 'environment')] ?? (BASE['sandbox'] as string);
  }

  async create(order: PaymentOrder): Promise<CreatedPayment> {
    const { paymentId, amountMicros, currency, description, msisdn, notifyUrl } = order;
    const answer = await this.post('/mpesa/stkpush/v1/processrequest', {
      ...this.password(),
      TransactionType: 'CustomerPayBillOnline',
      Amount: shillings(amountMicros, currency),
      PartyA: msisdn,
      PartyB: this.merchant,
      PhoneNumber: msisdn,
      CallBackURL: this.callbackUrl(notifyUrl),
      AccountReference: paymentId.slice(-REFERENCE_LENGTH),
      TransactionDesc: plain(description, DESCRIPTION_LENGTH, 'Top-up'),
    });
    const checkout = nameOf(answer, 'CheckoutRequestID');
    if (checkout === undefined || codeOf(answer, 'ResponseCode') !== '0')
      throw new ProviderError(`mpesa: STK push was answered ${errorOf(answer)}`, false);
    const merchantRequest = nameOf(answer, 'MerchantRequestID');
    return {
      references: [checkout, ...(merchantRequest === undefined ? [] : [merchantRequest])],
      checkout: { kind: 'phone', msisdn },
      facts: [],
    };
  }

  async query({ references, amountMicros, currency }: KnownPayment): Promise<readonly PaymentFact[]> {
    if (currency !== MPESA_CURRENCY) throw currencyError(currency);
    const pushes = references.filter((name) => PUSH.test(name));
    const facts = await Promise.all(pushes.map((checkout) => this.queryPush(checkout, amountMicros)));
    return facts.filter((fact) => fact !== undefined);
  }

  /** Undefined = nothing happened yet. */
  private async queryPush(checkout: string, amountMicros: number): Promise<PaymentFact | undefined> {
    const response = await this.send('/mpesa/stkpushquery/v1/query', {
      ...this.password(),
      CheckoutRequestID: checkout,
    });
    const answer = jsonObject(response.body) ?? {};
    // Told as an error of the server, with a code that stands for other things too.
    if (/being processed/i.test(textOf(answer, 'errorMessage') ?? '')) return undefined;
    const told = read(response, 'STK query');
    const code = codeOf(told, 'ResultCode');
    if (nameOf(told, 'CheckoutRequestID') !== checkout || code === undefined)
      throw new ProviderError(`mpesa: STK query was answered ${errorOf(told)}`, true);
    if (code === STILL_PROCESSING) return undefined;
    return stkFact(checkout, code, { references: [checkout], currency: MPESA_CURRENCY }, amountMicros);
  }

  async refund(refund: RefundOrder): Promise<readonly PaymentFact[]> {
    const { secret, notifyUrl } = this.options;
    const [initiator] = secretTexts(secret, 'initiatorName');
    const [credential] = secretTexts(secret, 'securityCredential');
    if (initiator === undefined || credential === undefined || notifyUrl === undefined)
      throw new ProviderError(
        'mpesa: reversals need initiatorName and securityCredential in the secret',
        false,
      );
    const receipt = refund.references.find((name) => RECEIPT.test(name));
    if (receipt === undefined) throw new ProviderError('mpesa: the payment’s receipt is not known', false);
    const answer = await this.post('/mpesa/reversal/v1/request', {
      Initiator: initiator,
      SecurityCredential: credential,
      CommandID: 'TransactionReversal',
      TransactionID: receipt,
      Amount: shillings(refund.refundMicros, refund.currency),
      ReceiverParty: this.merchant,
      // Daraja's spelling; 11 is its identifier of reversals.
      RecieverIdentifierType: '11',
      ResultURL: this.callbackUrl(notifyUrl),
      QueueTimeOutURL: this.callbackUrl(notifyUrl),
      Remarks: plain(refund.reason, REMARKS_LENGTH, 'Refund'),
      Occasion: refund.refundId,
    });
    const conversation = nameOf(answer, 'ConversationID');
    if (conversation === undefined || codeOf(answer, 'ResponseCode') !== '0')
      throw new ProviderError(`mpesa: reversal was answered ${errorOf(answer)}`, false);
    // Counts from here on: the result, which comes by webhook and may lack the amount, can only take it back.
    return [
      {
        kind: 'refunded',
        refund: conversation,
        amountMicros: refund.refundMicros,
        references: [conversation],
        currency: MPESA_CURRENCY,
      },
    ];
  }

  private callbackUrl(notifyUrl: string): string {
    const [token = ''] = secretTexts(this.options.secret, 'callbackTokens');
    return `${notifyUrl}/${encodeURIComponent(token)}`;
  }

  /** The password of a push and of its query: the time is part of it. */
  private password(): Record<string, string> {
    const Timestamp = new Date(this.options.now() + NAIROBI_MS)
      .toISOString()
      .slice(0, 19)
      .replaceAll(/\D/g, '');
    const passkey = memberOf('mpesa', this.options.secret, 'passkey');
    return {
      BusinessShortCode: this.merchant,
      Password: base64(`${this.merchant}${passkey}${Timestamp}`),
      Timestamp,
    };
  }

  private async post(path: string, body: object): Promise<Fields> {
    return read(await this.send(path, body), path);
  }

  private async send(path: string, body: object): Promise<ProviderResponse> {
    const headers = { authorization: `Bearer ${await this.bearer()}`, 'content-type': 'application/json' };
    const request = {
      method: 'POST',
      url: `${this.base}${path}`,
      headers,
      body: JSON.stringify(body),
    } as const;
    const response = await this.options.call(request);
    // Revoked, or of a time before the secret was replaced.
    if (response.status === 401) this.token.forget();
    return response;
  }

  private bearer(): Promise<string> {
    return this.token.get(async () => {
      const { call, secret } = this.options;
      const [key, password] = [
        memberOf('mpesa', secret, 'consumerKey'),
        memberOf('mpesa', secret, 'consumerSecret'),
      ];
      const response = await call({
        method: 'GET',
        url: `${this.base}/oauth/v1/generate?grant_type=client_credentials`,
        headers: { authorization: `Basic ${base64(`${key}:${password}`)}` },
      });
      return read(response, 'OAuth');
    });
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** @throws ProviderError for anything but 2xx with a JSON object */
function read({ status, body }: ProviderResponse, what: string): Fields {
  const answer = jsonObject(body);
  if (is2xx(status) && answer !== undefined) return answer;
  const detail = answer === undefined ? 'no JSON' : errorOf(answer);
  throw new ProviderError(
    `mpesa: ${what} was answered ${status}, ${detail}`,
    status === 429 || status >= 500,
  );
}

/** Its code, and what it says: Daraja has one code for several errors. */
function errorOf(answer: Fields): string {
  const code = codeOf(answer, 'errorCode') ?? codeOf(answer, 'ResponseCode') ?? 'no code';
  const said = textOf(answer, 'errorMessage') ?? textOf(answer, 'ResponseDescription') ?? '';
  // It may quote what was sent: the address, whose path is a secret, or a phone's number.
  const shown = said.replaceAll(/https?:\S+|\d{9,}/gi, '…').slice(0, REMARKS_LENGTH);
  return `${code} ${shown}`.trim();
}

/** Whole shillings: M-Pesa moves nothing smaller. */
function shillings(micros: number, currency: string): number {
  if (currency !== MPESA_CURRENCY) throw currencyError(currency);
  const amount = minorOfMicros(micros, currency, { [MPESA_CURRENCY]: 0 });
  if (amount === undefined || amount < 1)
    throw new ProviderError(`mpesa: got ${micros} micros; allowed: whole shillings`, false);
  return amount;
}

const currencyError = (currency: string): ProviderError =>
  new ProviderError(`mpesa: got ${currency}; allowed: ${MPESA_CURRENCY}`, false);

/** Letters and digits that every phone shows; the gateway refuses some others. */
const plain = (text: string, length: number, otherwise: string): string =>
  text
    .replaceAll(/[^A-Za-z0-9 ._-]+/g, ' ')
    .trim()
    .slice(0, length) || otherwise;
