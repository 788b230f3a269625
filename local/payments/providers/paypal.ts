/** PayPal as its merchants see it. Shapes: developer.paypal.com (Orders v2, Payments v2, Disputes v1, webhooks). */
import { randomUUID } from 'node:crypto';
import { decimalOfMicros, microsOfDecimal } from '../../../domain/payments/amount.js';
import { crc32 } from '../../../domain/payments/providers/paypal/crc32.js';
import { jsonResponse, type HttpResponse } from '../../http/message.js';
import type { Webhook } from '../deliveries.js';
import { alphanumeric, capitals, digits } from '../identifiers.js';
import { fieldsOf, firstOf, type Json, readJson, textOf } from '../json.js';
import { authorityCertificate, rsaKeys, type RsaKeys, rsaSignature, signedCertificate } from '../keys.js';
import {
  type Ability,
  type ApiRequest,
  hasBasic,
  is2xx,
  type Merchant,
  NotPossibleError,
  type PaymentBook,
  route,
  seeOther,
  SimulatedProvider,
} from '../provider.js';
import {
  type Capture,
  capturedMicros,
  type Dispute,
  type Happening,
  type Refund,
  refundedMicros,
  type SimulatedPayment,
} from '../simulated-payment.js';

const API = 'https://api.sandbox.paypal.com';
const CERTIFICATE_NAME = 'messageverificationcerts.sandbox.paypal.com';
const TOKEN_SECONDS = 32_400;
/** Not what ISO 4217 says. */
const WHOLE = { HUF: 0, JPY: 0, TWD: 0 };

interface Certificates {
  readonly keys: RsaKeys;
  readonly leaf: string;
  readonly authority: string;
}

export class SimulatedPayPal extends SimulatedProvider {
  readonly id = 'paypal';
  readonly title = 'PayPal';
  readonly hosts = ['api-m.sandbox.paypal.com', 'api.sandbox.paypal.com', 'www.sandbox.paypal.com'];
  readonly abilities: ReadonlySet<Ability> = new Set([
    'separate-capture',
    'dispute',
    'saved-method',
    'cancel',
    'try-again',
  ]);
  private readonly clientId = alphanumeric(80);
  private readonly clientSecret = alphanumeric(80);
  private readonly webhookId = capitals(17);
  private readonly certificateId = `CERT-${randomUUID().slice(0, 8)}-${randomUUID().slice(0, 8)}`;
  private readonly tokens = new Set<string>();
  private readonly certificates: Certificates;
  readonly secret;

  private constructor(merchant: Merchant, book: PaymentBook, certificates: Certificates) {
    super(merchant, book);
    this.certificates = certificates;
    this.secret = {
      clientId: this.clientId,
      clientSecret: this.clientSecret,
      webhookIds: [this.webhookId],
      environment: 'sandbox',
      certificateAuthorities: [certificates.authority],
    };
  }

  static async make(merchant: Merchant, book: PaymentBook): Promise<SimulatedPayPal> {
    const [keys, authorityKeys] = await Promise.all([rsaKeys(), rsaKeys()]);
    const nowMs = merchant.now();
    const authority = {
      name: 'CN=Simulated Certificate Authority, O=Wildlily local run',
      keys: authorityKeys,
    };
    const name = `CN=${CERTIFICATE_NAME}, O=Wildlily local run`;
    return new SimulatedPayPal(merchant, book, {
      keys,
      authority: await authorityCertificate({ ...authority, serial: '01', nowMs }),
      leaf: await signedCertificate({ name, keys, serial: '02', nowMs }, CERTIFICATE_NAME, authority),
    });
  }

  newId(of: 'capture' | 'refund' | 'dispute' | 'token'): string {
    if (of === 'dispute') return `PP-D-${digits(5)}`;
    return of === 'token' ? alphanumeric(8).toLowerCase() : capitals(17);
  }

  override returnUrl(payment: SimulatedPayment): string | undefined {
    const back = payment.state === 'canceled' ? payment.order['cancelUrl'] : payment.returnUrl;
    if (typeof back !== 'string') return undefined;
    const url = new URL(back);
    url.searchParams.set('token', payment.id);
    if (payment.state !== 'canceled') url.searchParams.set('PayerID', payerId(payment));
    return url.toString();
  }

  call(request: ApiRequest): HttpResponse {
    const { method, host, path, query, headers } = request;
    if (host === 'www.sandbox.paypal.com') return this.approvalPage(query.get('token') ?? '');
    if (method === 'GET' && path === `/v1/notifications/certs/${this.certificateId}`)
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: this.certificates.leaf };
    if (method === 'POST' && path === '/v1/oauth2/token') return this.token(request);
    const [, token = ''] = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '') ?? [];
    if (!this.tokens.has(token))
      return jsonResponse(401, {
        error: 'invalid_token',
        error_description: 'Token signature verification failed',
      });
    const key = method === 'POST' ? headers['paypal-request-id'] : undefined;
    // An order that is asked for again is shown as it is now; anything else as it was answered.
    const isKept = key !== undefined && path !== '/v2/checkout/orders';
    return this.once(isKept ? `${path} ${key}` : undefined, () => {
      try {
        return this.answer(request, readJson(request.body));
      } catch (error) {
        if (!(error instanceof NotPossibleError)) throw error;
        return unprocessable('ORDER_NOT_APPROVED', error.message);
      }
    });
  }

  private token(request: ApiRequest): HttpResponse {
    const isGrant = new URLSearchParams(request.body.toString()).get('grant_type') === 'client_credentials';
    if (!isGrant || !hasBasic(request, this.clientId, this.clientSecret))
      return jsonResponse(401, {
        error: 'invalid_client',
        error_description: 'Client Authentication failed',
      });
    const token = `A21AA${alphanumeric(90)}`;
    this.tokens.add(token);
    return jsonResponse(200, {
      scope: 'https://uri.paypal.com/services/payments/payment',
      access_token: token,
      token_type: 'Bearer',
      app_id: 'APP-80W284485P519543T',
      expires_in: TOKEN_SECONDS,
      nonce: new Date(this.merchant.now()).toISOString(),
    });
  }

  private answer(request: ApiRequest, body: Json): HttpResponse {
    const withPayment = (id: string, then: (payment: SimulatedPayment) => HttpResponse): HttpResponse => {
      const payment = this.book.find(this.id, id);
      return payment === undefined ? NOT_FOUND : then(payment);
    };
    // Names of captures and refunds are no orders'.
    const withOrder: typeof withPayment = (id, then) =>
      withPayment(id, (payment) => (payment.id === id ? then(payment) : NOT_FOUND));
    return (
      route(request, [
        ['POST', '/v2/checkout/orders', () => this.createOrder(body, request.headers['paypal-request-id'])],
        [
          'GET',
          '/v2/checkout/orders/{id}',
          ({ id = '' }) => withOrder(id, (payment) => jsonResponse(200, this.order(payment))),
        ],
        [
          'POST',
          '/v2/checkout/orders/{id}/capture',
          ({ id = '' }) =>
            withOrder(id, (payment) => {
              if (payment.captures.length > 0)
                return unprocessable('ORDER_ALREADY_CAPTURED', 'Order already captured.');
              this.book.capture(payment);
              return jsonResponse(201, this.order(payment));
            }),
        ],
        [
          'GET',
          '/v2/payments/captures/{id}',
          ({ id = '' }) =>
            withPayment(id, (payment) => {
              const capture = payment.captures.find((each) => each.id === id);
              return capture === undefined ? NOT_FOUND : jsonResponse(200, captureResource(payment, capture));
            }),
        ],
        [
          'POST',
          '/v2/payments/captures/{id}/refund',
          ({ id = '' }) => withPayment(id, (payment) => this.refundCapture(payment, body)),
        ],
        [
          'GET',
          '/v2/payments/refunds/{id}',
          ({ id = '' }) =>
            withPayment(id, (payment) => {
              const refund = payment.refunds.find((each) => each.id === id);
              return refund === undefined ? NOT_FOUND : jsonResponse(200, refundResource(payment, refund));
            }),
        ],
        ['GET', '/v1/customer/disputes', () => this.listDisputes(request.query)],
        [
          'GET',
          '/v1/customer/disputes/{id}',
          ({ id = '' }) =>
            withPayment(id, (payment) => {
              const dispute = payment.disputes.find((each) => each.id === id);
              return dispute === undefined ? NOT_FOUND : jsonResponse(200, disputeResource(payment, dispute));
            }),
        ],
      ]) ?? NOT_FOUND
    );
  }

  private createOrder(body: Json, requestId = ''): HttpResponse {
    const before = requestId === '' ? undefined : this.book.find(this.id, `request ${requestId}`);
    if (before !== undefined) return jsonResponse(200, this.order(before));
    const unit = firstOf(body, 'purchase_units');
    const amount = fieldsOf(unit, 'amount');
    const currency = textOf(amount, 'currency_code') ?? '';
    const micros = microsOfDecimal(textOf(amount, 'value'));
    if (
      textOf(body, 'intent') !== 'CAPTURE' ||
      micros === undefined ||
      decimalOf(micros, currency) === undefined
    )
      return unprocessable('INVALID_PARAMETER_VALUE', 'intent, currency_code or value is missing or wrong');
    const wallet = fieldsOf(fieldsOf(body, 'payment_source'), 'paypal');
    const context =
      wallet['experience_context'] === undefined
        ? fieldsOf(body, 'application_context')
        : fieldsOf(wallet, 'experience_context');
    const vault = fieldsOf(fieldsOf(wallet, 'attributes'), 'vault');
    const customer = fieldsOf(fieldsOf(wallet, 'attributes'), 'customer');
    const keeps = textOf(vault, 'store_in_vault') === 'ON_SUCCESS';
    const payment = this.book.open({
      provider: this.id,
      id: capitals(17),
      merchantsId: textOf(unit, 'custom_id'),
      micros,
      currency,
      description: textOf(unit, 'description') ?? '',
      returnUrl: textOf(context, 'return_url'),
      // A wallet's payer approves, and the merchant captures.
      captureMethod: 'manual',
      savesMethodOf: keeps ? (textOf(customer, 'id') ?? alphanumeric(10)) : undefined,
      order: {
        cancelUrl: textOf(context, 'cancel_url'),
        hasSource: body['payment_source'] !== undefined,
        invoiceId: textOf(unit, 'invoice_id'),
        referenceId: textOf(unit, 'reference_id') ?? 'default',
      },
    });
    if (requestId !== '') this.book.name(payment, `request ${requestId}`);
    const vaultId = textOf(wallet, 'vault_id');
    if (vaultId === undefined) return jsonResponse(201, this.order(payment));
    const isKept = this.book.all(this.id).some(({ savedMethod }) => savedMethod?.token === vaultId);
    if (!isKept || this.book.declinesSavedMethods) {
      if (isKept) this.book.decline(payment);
      const issue = isKept ? 'INSTRUMENT_DECLINED' : 'TOKEN_ID_NOT_FOUND';
      return unprocessable(issue, 'The instrument was declined or is not known.');
    }
    this.book.pay(payment);
    this.book.capture(payment);
    return jsonResponse(201, this.order(payment));
  }

  private refundCapture(payment: SimulatedPayment, body: Json): HttpResponse {
    const wanted = fieldsOf(body, 'amount');
    const micros = microsOfDecimal(textOf(wanted, 'value'));
    if (
      body['amount'] !== undefined &&
      (micros === undefined || textOf(wanted, 'currency_code') !== payment.currency)
    )
      return unprocessable('INVALID_PARAMETER_VALUE', 'amount');
    try {
      const refund = this.book.refund(payment, micros, {
        merchantsId: textOf(body, 'invoice_id'),
        notes: {
          note_to_payer: textOf(body, 'note_to_payer') ?? '',
          custom_id: textOf(body, 'custom_id') ?? '',
        },
      });
      return jsonResponse(201, refundResource(payment, refund));
    } catch (error) {
      if (!(error instanceof NotPossibleError)) throw error;
      return unprocessable('REFUND_AMOUNT_EXCEEDED', 'The refund amount is more than what is left.');
    }
  }

  private listDisputes(query: URLSearchParams): HttpResponse {
    const name = query.get('disputed_transaction_id') ?? '';
    const payment = this.book.find(this.id, name);
    const items = payment?.disputes.map((dispute) => disputeResource(payment, dispute)) ?? [];
    return jsonResponse(200, { items, links: [] });
  }

  private approvalPage(token: string): HttpResponse {
    const payment = this.book.find(this.id, token);
    return payment === undefined ? NOT_FOUND : seeOther(this.checkoutUrl(payment));
  }

  private order(payment: SimulatedPayment): Json {
    const { id, state, currency, micros, merchantsId, order, captures, refunds, savedMethod } = payment;
    const isOpen = state === 'open' || state === 'declined';
    const open = order['hasSource'] === true ? 'PAYER_ACTION_REQUIRED' : 'CREATED';
    const approve = {
      href: `${this.merchant.url}/www.sandbox.paypal.com/checkoutnow?token=${id}`,
      rel: order['hasSource'] === true ? 'payer-action' : 'approve',
      method: 'GET',
    };
    const vault =
      savedMethod === undefined
        ? {}
        : {
            attributes: {
              vault: { id: savedMethod.token, status: 'VAULTED', customer: { id: savedMethod.customer } },
            },
          };
    const payments =
      captures.length === 0
        ? {}
        : {
            payments: {
              captures: captures.map((each) => captureResource(payment, each)),
              ...(refunds.length === 0
                ? {}
                : { refunds: refunds.map((each) => refundResource(payment, each)) }),
            },
          };
    return {
      id,
      intent: 'CAPTURE',
      status: isOpen ? open : { authorized: 'APPROVED', captured: 'COMPLETED', canceled: 'VOIDED' }[state],
      create_time: isoSeconds(payment.createdMs),
      payment_source: { paypal: { email_address: PAYER.email_address, ...vault } },
      purchase_units: [
        {
          reference_id: order['referenceId'],
          amount: money(micros, currency),
          ...(merchantsId === undefined ? {} : { custom_id: merchantsId }),
          ...(order['invoiceId'] === undefined ? {} : { invoice_id: order['invoiceId'] }),
          description: payment.description,
          ...payments,
        },
      ],
      ...(isOpen ? {} : { payer: { ...PAYER, payer_id: payerId(payment) } }),
      links: [
        { href: `${API}/v2/checkout/orders/${id}`, rel: 'self', method: 'GET' },
        ...(isOpen ? [approve] : []),
        ...(state === 'authorized'
          ? [{ href: `${API}/v2/checkout/orders/${id}/capture`, rel: 'capture', method: 'POST' }]
          : []),
      ],
    };
  }

  webhooks(payment: SimulatedPayment, happening: Happening): readonly Webhook[] {
    switch (happening.kind) {
      case 'authorized':
        return [this.event('CHECKOUT.ORDER.APPROVED', 'checkout-order', '2.0', this.order(payment))];
      case 'captured':
        return [
          this.event(
            'PAYMENT.CAPTURE.COMPLETED',
            'capture',
            '2.0',
            captureResource(payment, happening.capture),
          ),
          ...this.vaulted(payment),
        ];
      case 'failed': {
        // Told of a capture that was tried: one that nothing came in by.
        const capture = { id: capitals(17), micros: payment.micros, atMs: this.merchant.now() };
        const resource = { ...captureResource(payment, capture), status: 'DECLINED' };
        return [this.event('PAYMENT.CAPTURE.DENIED', 'capture', '2.0', resource)];
      }
      case 'canceled':
        return [];
      case 'refunded':
      case 'refund-failed':
        return [
          this.event('PAYMENT.CAPTURE.REFUNDED', 'refund', '2.0', refundResource(payment, happening.refund)),
        ];
      default:
        return this.disputeEvents(payment, happening.dispute);
    }
  }

  private vaulted({ id, savedMethod }: SimulatedPayment): Webhook[] {
    if (savedMethod === undefined) return [];
    return [
      this.event('VAULT.PAYMENT-TOKEN.CREATED', 'payment_token', '3.0', {
        id: savedMethod.token,
        metadata: { order_id: id },
        customer: { id: savedMethod.customer },
        payment_source: { paypal: { email_address: PAYER.email_address, payer_id: capitals(13) } },
        time_created: isoSeconds(this.merchant.now()),
      }),
    ];
  }

  private disputeEvents(payment: SimulatedPayment, dispute: Dispute): Webhook[] {
    const type = dispute.state === 'opened' ? 'CUSTOMER.DISPUTE.CREATED' : 'CUSTOMER.DISPUTE.RESOLVED';
    const told = this.event(type, 'dispute', undefined, disputeResource(payment, dispute));
    if (dispute.state !== 'lost') return [told];
    // The same money once more: PayPal tells of the capture that it took back, too.
    const reversal = {
      ...refundResource(payment, {
        id: capitals(17),
        micros: dispute.micros,
        atMs: this.merchant.now(),
        capture: dispute.capture,
        state: 'succeeded',
        merchantsId: undefined,
        notes: {},
      }),
      note_to_payer: 'Payment reversed',
    };
    return [told, this.event('PAYMENT.CAPTURE.REVERSED', 'refund', '2.0', reversal)];
  }

  private event(type: string, resourceType: string, version: string | undefined, resource: object): Webhook {
    const key = `WH-${capitals(17)}-${capitals(17)}`;
    const body = JSON.stringify({
      id: key,
      event_version: '1.0',
      create_time: new Date(this.merchant.now()).toISOString(),
      resource_type: resourceType,
      ...(version === undefined ? {} : { resource_version: version }),
      event_type: type,
      summary: type.toLowerCase().replaceAll('.', ' '),
      resource,
      links: [
        { href: `${API}/v1/notifications/webhooks-events/${key}`, rel: 'self', method: 'GET' },
        { href: `${API}/v1/notifications/webhooks-events/${key}/resend`, rel: 'resend', method: 'POST' },
      ],
    });
    return {
      key,
      type,
      url: this.consoleUrl,
      isAccepted: is2xx,
      request: (nowMs) => {
        const id = randomUUID();
        const time = isoSeconds(nowMs);
        const signed = `${id}|${time}|${this.webhookId}|${crc32(Buffer.from(body))}`;
        return {
          headers: {
            'content-type': 'application/json',
            'user-agent': 'PayPal/AUHR-214.0-58843279',
            'paypal-auth-algo': 'SHA256withRSA',
            'paypal-auth-version': 'v2',
            'paypal-cert-url': `${API}/v1/notifications/certs/${this.certificateId}`,
            'paypal-transmission-id': id,
            'paypal-transmission-sig': rsaSignature(signed, this.certificates.keys),
            'paypal-transmission-time': time,
            'correlation-id': alphanumeric(13).toLowerCase(),
          },
          body,
        };
      },
    };
  }
}

const PAYER = {
  email_address: 'sb-payer@personal.example.com',
  name: { given_name: 'Sam', surname: 'Payer' },
};

const payerId = ({ id }: SimulatedPayment): string => id.slice(0, 13);

const isoSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z/, 'Z');

const decimalOf = (micros: number, currency: string): string | undefined =>
  decimalOfMicros(micros, currency, WHOLE);

function money(micros: number, currency: string): { currency_code: string; value: string } {
  const value = decimalOf(micros, currency);
  if (value === undefined) throw new NotPossibleError(`${currency} has not that many decimals`);
  return { currency_code: currency, value };
}

function captureResource(payment: SimulatedPayment, { id, micros, atMs }: Capture): object {
  const { currency, merchantsId, order } = payment;
  const back = refundedMicros(payment);
  const partly = back > 0 ? 'PARTIALLY_REFUNDED' : 'COMPLETED';
  return {
    id,
    status: back > 0 && back === capturedMicros(payment) ? 'REFUNDED' : partly,
    amount: money(micros, currency),
    final_capture: true,
    ...(merchantsId === undefined ? {} : { custom_id: merchantsId }),
    ...(order['invoiceId'] === undefined ? {} : { invoice_id: order['invoiceId'] }),
    seller_protection: {
      status: 'ELIGIBLE',
      dispute_categories: ['ITEM_NOT_RECEIVED', 'UNAUTHORIZED_TRANSACTION'],
    },
    supplementary_data: { related_ids: { order_id: payment.id } },
    create_time: isoSeconds(atMs),
    update_time: isoSeconds(atMs),
    links: [
      { href: `${API}/v2/payments/captures/${id}`, rel: 'self', method: 'GET' },
      { href: `${API}/v2/payments/captures/${id}/refund`, rel: 'refund', method: 'POST' },
      { href: `${API}/v2/checkout/orders/${payment.id}`, rel: 'up', method: 'GET' },
    ],
  };
}

function refundResource(
  { currency, merchantsId: paymentId }: SimulatedPayment,
  { id, micros, atMs, capture, merchantsId, notes, state }: Refund,
): object {
  return {
    id,
    status: state === 'failed' ? 'FAILED' : 'COMPLETED',
    amount: money(micros, currency),
    ...(merchantsId === undefined ? {} : { invoice_id: merchantsId }),
    ...((notes['custom_id'] || paymentId) === undefined
      ? {}
      : { custom_id: notes['custom_id'] || paymentId }),
    ...(notes['note_to_payer'] ? { note_to_payer: notes['note_to_payer'] } : {}),
    create_time: isoSeconds(atMs),
    update_time: isoSeconds(atMs),
    links: [
      { href: `${API}/v2/payments/refunds/${id}`, rel: 'self', method: 'GET' },
      { href: `${API}/v2/payments/captures/${capture.id}`, rel: 'up', method: 'GET' },
    ],
  };
}

function disputeResource(
  { currency, merchantsId }: SimulatedPayment,
  { id, micros, atMs, capture, state }: Dispute,
): object {
  const amount = money(micros, currency);
  const outcome = {
    opened: {},
    won: { dispute_outcome: { outcome_code: 'RESOLVED_SELLER_FAVOUR' } },
    lost: { dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: amount } },
  }[state];
  return {
    dispute_id: id,
    create_time: isoSeconds(atMs),
    update_time: isoSeconds(atMs),
    disputed_transactions: [
      {
        seller_transaction_id: capture.id,
        buyer_transaction_id: `${capture.id.slice(0, -1)}B`,
        gross_amount: amount,
        transaction_status: 'COMPLETED',
        ...(merchantsId === undefined ? {} : { custom: merchantsId }),
      },
    ],
    reason: 'UNAUTHORISED',
    status: state === 'opened' ? 'OPEN' : 'RESOLVED',
    dispute_amount: amount,
    dispute_life_cycle_stage: 'CHARGEBACK',
    dispute_channel: 'EXTERNAL',
    ...outcome,
  };
}

const unprocessable = (issue: string, description: string): HttpResponse =>
  jsonResponse(422, {
    name: 'UNPROCESSABLE_ENTITY',
    details: [{ issue, description }],
    message:
      'The requested action could not be performed, semantically incorrect, or failed business validation.',
    debug_id: alphanumeric(13).toLowerCase(),
  });

const NOT_FOUND = jsonResponse(404, {
  name: 'RESOURCE_NOT_FOUND',
  message: 'The specified resource does not exist.',
});
