/**
 * One merchant of one simulated provider: our client calls its API, and its webhooks come to an address where they are
 * verified, read and merged into payments as the functions do it, without any of their storage.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Operator, operatorId } from '../../domain/operator/operator.js';
import type { PaymentFact } from '../../domain/payments/fact.js';
import { mergeFact, mismatchOf, newPayment, type Payment } from '../../domain/payments/payment.js';
import type {
  Delivery,
  PaymentMessage,
  ProviderId,
  ProviderSecret,
  Verification,
  WebhookReader,
} from '../../domain/payments/provider.js';
import { WEBHOOKS } from '../../domain/payments/providers/index.js';
import { clientOf } from '../../lambdas/payments/clients.js';
import { keySources } from '../../lambdas/payments/key-sources.js';
import type {
  CreatedPayment,
  KnownPayment,
  PaymentClient,
  ProviderRequest,
  ProviderResponse,
} from '../../lambdas/payments/payment-client.js';
import { simulatorUrl } from '../../local/payments/simulator-url.js';
import { PaymentSimulator } from '../../local/payments/simulator.js';
import type { PaymentView } from '../../local/payments/control.js';
import type { PaymentWorld } from '../../local/payments/world.js';
import { loadOperators } from '../../operators/load.js';
import { eventually } from './eventually.js';

const CURRENCY: Readonly<Record<ProviderId, string>> = {
  stripe: 'GBP',
  adyen: 'EUR',
  paypal: 'GBP',
  wechatpay: 'CNY',
  alipay: 'CNY',
  razorpay: 'INR',
  mpesa: 'KES',
};

export interface Received {
  readonly path: string;
  readonly delivery: Delivery;
  readonly verification: Verification;
}

export class SimulatedMerchant {
  /** In the order they came. */
  readonly received: Received[] = [];
  /** The status that the nth delivery is answered with, from 0; undefined = as the provider wants it. */
  refuses: (nth: number) => number | undefined = () => undefined;
  readonly provider: ProviderId;
  readonly currency: string;
  readonly world: PaymentWorld;
  readonly client: PaymentClient;
  private readonly reader: WebhookReader;
  private readonly simulator: PaymentSimulator;
  private readonly baseUrl: string;
  private readonly server: Server;
  private orders = 0;

  private constructor(
    provider: ProviderId,
    server: Server,
    simulator: PaymentSimulator,
    world: PaymentWorld,
  ) {
    const reader = WEBHOOKS[provider];
    if (reader === undefined) throw new Error(`${provider} has no reader`);
    this.provider = provider;
    this.currency = CURRENCY[provider];
    this.reader = reader;
    this.server = server;
    this.simulator = simulator;
    this.world = world;
    this.baseUrl = new URL(world.merchant.url).origin;
    this.client = this.clientWith(this.secret);
  }

  static async of(provider: ProviderId): Promise<SimulatedMerchant> {
    // Answers webhooks, and the pages and controls of the simulator.
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [path = '', query = ''] = (request.url ?? '').split('?');
        const headers = request.headers as Record<string, string>;
        const body = Buffer.concat(chunks);
        const method = request.method ?? '';
        const answering = path.startsWith('/payments-simulator')
          ? Promise.resolve(
              simulator.handle({ method, path, query, headers, body, remoteAddress: '127.0.0.1' }),
            )
          : merchant.receive(path, headers, body);
        void answering.then(({ status, headers: answered = {}, body: text }) => {
          response.writeHead(status, answered as Record<string, string>).end(text);
        });
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const operator = loadOperators().find((each) => operatorId(each) === 'lily-gb') as Operator;
    const simulator = new PaymentSimulator(baseUrl);
    const world = await simulator.add(operator, [provider], `${baseUrl}/lily-gb/webhooks/webhooks`);
    const merchant = new SimulatedMerchant(provider, server, simulator, world);
    return merchant;
  }

  async stop(): Promise<void> {
    this.simulator.stop();
    this.server.closeAllConnections();
    await new Promise((stopped) => this.server.close(stopped));
  }

  get secret() {
    return this.world.providerOf(this.provider).secret;
  }

  clientWith(secret: ProviderSecret): PaymentClient {
    return clientOf(this.provider, {
      secret,
      call: this.call,
      now: Date.now,
      random: (bytes) => randomBytes(bytes).toString('hex'),
      notifyUrl: this.notifyUrl,
    });
  }

  private get notifyUrl(): string {
    return `${this.world.merchant.webhooksUrl}/${this.provider}`;
  }

  /** Where an address of the provider is on this machine. */
  local(url: string): string {
    return url.replace('https:/', simulatorUrl(this.baseUrl, this.world.merchant.operatorId));
  }

  async verify(delivery: Delivery): Promise<Verification> {
    return this.reader.verify(delivery, this.secret, await this.keyFor(delivery).catch(() => undefined));
  }

  /** Our client's requests, as the functions send them on a local run. */
  readonly call = async ({ method, url, headers, body }: ProviderRequest): Promise<ProviderResponse> => {
    const response = await fetch(this.local(url), { method, headers, body: body ?? null });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };

  /** A new order of 15, made at the provider by our client. */
  async order(
    more: { readonly saveMandate?: boolean } = {},
  ): Promise<{ payment: Payment; created: CreatedPayment }> {
    this.orders += 1;
    const { client, currency, provider } = this;
    const payment = newPayment({
      paymentId: `pay_${String(this.orders).padStart(24, '0')}`,
      provider,
      purpose: 'top-up',
      subscriberId: 'sub_1',
      account: 'imsi-234990000000001',
      amountMicros: 15_000_000,
      currency,
      ...(client.merchant === undefined ? {} : { merchant: client.merchant }),
      createdISO: new Date().toISOString(),
    });
    const { paymentId, amountMicros } = payment;
    const created = await client.create({
      paymentId,
      amountMicros,
      currency,
      description: 'Top-up of Lily Mobile: 50% more / & = ?',
      returnUrl: 'https://lily.example/gb/top-up?of=1',
      notifyUrl: this.notifyUrl,
      msisdn: '254700900001',
      subscriberId: 'sub_1',
      saveMandate: more.saveMandate ?? false,
      locale: 'en-GB',
    });
    return { payment: this.told(payment, created.facts, created.references), created };
  }

  /** As the payer does it on the page. */
  async press(payment: Payment, action: 'pay' | 'decline' | 'cancel'): Promise<string> {
    const { checkoutUrl } = await this.view(payment);
    const response = await fetch(checkoutUrl, { method: 'POST', body: new URLSearchParams({ action }) });
    if (response.status !== 200) throw new Error(`${checkoutUrl}: ${response.status}`);
    return await response.text();
  }

  /** What is in the simulator's books. */
  async view(payment: Payment): Promise<PaymentView> {
    return await this.control('GET', `payments/${this.nameOf(payment)}`);
  }

  async act(payment: Payment, action: string, amount?: string): Promise<PaymentView> {
    return await this.control('POST', `payments/${this.nameOf(payment)}/${action}`, { amount });
  }

  async control<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.world.merchant.url}/control/${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Ours where the provider carries it whole, else the provider's. */
  private nameOf({ paymentId, references }: Payment): string {
    const [name] = [paymentId, ...references].filter(
      (each) => this.world.find(this.provider, each) !== undefined,
    );
    if (name === undefined) throw new Error(`${this.provider} does not know ${paymentId}`);
    return name;
  }

  /** Waits until nothing is on its way. */
  async settled(): Promise<void> {
    await eventually(() => expect(this.world.deliveries.counts.waiting).toBe(0));
  }

  /** The payment after all that was told by webhooks, or, where those say so, by the provider when it was asked. */
  async after(payment: Payment): Promise<Payment> {
    await this.settled();
    let now = payment;
    for (const { verification } of this.received) {
      if (!verification.ok) throw new Error(JSON.stringify(verification.refusal));
      for (const message of verification.messages) {
        if (!isAbout(now, message)) continue;
        const { references } = message.facts[0] ?? { references: [] };
        now = this.told(
          now,
          message.askFirst ? await this.query(this.told(now, [], references)) : message.facts,
        );
        if (message.askFirst) now = this.told(now, [], references);
      }
    }
    return now;
  }

  async query(payment: Payment): Promise<readonly PaymentFact[]> {
    return await this.client.query(known(payment));
  }

  /** Merges facts; those that contradict the payment fail the test. */
  told(payment: Payment, facts: readonly PaymentFact[], references: readonly string[] = []): Payment {
    const first = mergeFact(payment, { kind: 'processing', references });
    return facts.reduce((now, fact) => {
      expect(mismatchOf(now, this.provider, fact)).toBeUndefined();
      return mergeFact(now, fact);
    }, first);
  }

  private async receive(path: string, headers: Record<string, string>, body: Buffer) {
    const nth = this.received.length;
    const token = path.slice(new URL(this.notifyUrl).pathname.length + 1);
    const delivery: Delivery = { headers, body, token, source: '127.0.0.1', nowMs: Date.now() };
    const verification = await this.verify(delivery);
    this.received.push({ path, delivery, verification });
    const status = this.refuses(nth);
    const { accepted, refused } = this.reader;
    const answer =
      status === undefined ? accepted : (refused?.(status, 'test') ?? { ...accepted, status, body: '' });
    return { status: answer.status, headers: { 'content-type': answer.contentType }, body: answer.body };
  }

  /** Fetched from the simulator where the provider has its keys fetched. */
  private async keyFor(delivery: Delivery): Promise<string | undefined> {
    const name = this.reader.keyNeeded?.(delivery, this.secret);
    if (name === undefined) return undefined;
    const sources = keySources(async (_, request) => await this.call(request), Date.now);
    const found = await sources[this.provider]?.(name, this.secret);
    return found?.find((each) => each.name === name)?.pem;
  }
}

const isAbout = ({ paymentId, references }: Payment, { facts }: PaymentMessage): boolean =>
  facts.some((fact) =>
    fact.paymentId === undefined
      ? fact.references.some((each) => references.includes(each))
      : fact.paymentId === paymentId,
  );

export const known = ({ paymentId, references, amountMicros, currency }: Payment): KnownPayment => ({
  paymentId,
  references,
  amountMicros,
  currency,
});
