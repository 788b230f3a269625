/** The operator's side: its payments API and its simulator, over HTTP. */
import { toMicros } from '../../../domain/operator/decimal.js';
import type { AccountView } from '../../../domain/charging/view.js';
import type { LocalOperator } from '../../local-operator.js';
import { AccessToken, authorized } from '../../traffic/access-token.js';
import { apiOf, clientFor, TrafficError } from '../../traffic/directory.js';
import type { HttpClient } from '../../traffic/http-client.js';
import type { Action, PaymentView } from '../control.js';
import type { DeliveryCounts, Disturbance } from '../deliveries.js';

/** A payment as the operator's API shows it; amounts are micros. */
export interface OperatorsView {
  readonly status: string;
  /** Of all its disputes; absent = it was never disputed. */
  readonly dispute: string | undefined;
  readonly capturedMicros: number;
  readonly creditedMicros: number;
  readonly takenMicros: number;
  readonly heldMicros: number;
  readonly references: readonly string[];
}

export interface Ordered {
  readonly paymentId: string;
  /** Where the subscriber pays; absent where the phone or a code takes its place. */
  readonly url: string | undefined;
}

type Method = 'GET' | 'POST' | 'PUT';

/** An API said no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

export class DrivenMerchant {
  private readonly http: Pick<HttpClient, 'call'>;
  private readonly api: string;
  private readonly simulator: string;
  private readonly payments: AccessToken;
  private readonly subscribers: AccessToken;

  /** @throws TrafficError when the operator has no payments */
  constructor(http: Pick<HttpClient, 'call'>, operator: LocalOperator) {
    if (operator.paymentSimulatorUrl === undefined)
      throw new TrafficError(`${operator.id} names no payment providers in its file.`);
    this.http = http;
    this.api = apiOf(operator, 'operator');
    this.simulator = operator.paymentSimulatorUrl;
    const token = (scope: string) => new AccessToken(http, operator.tokenUrl, clientFor(operator, scope));
    this.payments = token('payments/write');
    this.subscribers = token('subscribers/read');
  }

  /** What is in an account's buckets of money, micros; undefined = it has none, or shares another's. */
  async balance(subscriberId: string): Promise<number | undefined> {
    const body = await this.ask(this.subscribers, 'GET', `/subscribers/${subscriberId}`);
    const { account } = body as { account?: AccountView };
    const money = account?.buckets.filter(({ unit, expired }) => unit === 'money' && !expired) ?? [];
    if (account === undefined || account.members.length > 1 || money.length === 0) return undefined;
    return money.reduce((sum, { available, reserved }) => sum + available + reserved, 0);
  }

  async order(body: {
    readonly id: string;
    readonly subscriber: string;
    readonly amount: string;
    readonly provider: string;
  }): Promise<Ordered> {
    const answer = await this.ask(this.payments, 'POST', '/topups', body);
    const { paymentId, checkout } = answer as { paymentId: string; checkout?: { url?: string } };
    return { paymentId, url: checkout?.url };
  }

  async view(paymentId: string): Promise<OperatorsView> {
    const body = await this.ask(this.payments, 'GET', `/payments/${paymentId}`);
    const { status, dispute, captured, credited, taken, held, references } = body as Record<
      string,
      string
    > & {
      references: string[];
    };
    return {
      status: status ?? '',
      dispute,
      capturedMicros: toMicros(captured ?? '0'),
      creditedMicros: toMicros(credited ?? '0'),
      takenMicros: toMicros(taken ?? '0'),
      heldMicros: toMicros(held ?? '0'),
      references,
    };
  }

  /** Has the provider asked what it knows. */
  async query(paymentId: string): Promise<void> {
    await this.ask(this.payments, 'POST', `/payments/${paymentId}/query`);
  }

  async refund(paymentId: string, id: string, amount: string): Promise<void> {
    await this.ask(this.payments, 'POST', `/payments/${paymentId}/refunds`, {
      id,
      amount,
      reason: 'Simulated',
      actor: 'simulate:payments',
    });
  }

  /** Opens the page as a browser does: some trades begin with that. */
  async open(url: string): Promise<void> {
    const { status } = await this.http.call({ method: 'GET', url });
    if (status >= 400) throw new RefusedError(`GET ${url}: ${status}`);
  }

  async simulated(): Promise<readonly PaymentView[]> {
    return ((await this.control('GET', 'payments')) as { items: PaymentView[] }).items;
  }

  /** Whether a simulated provider has a payment of that name. */
  async isKnown(name: string): Promise<boolean> {
    const { status } = await this.call(
      'GET',
      `${this.simulator}/control/payments/${encodeURIComponent(name)}`,
    );
    return status === 200;
  }

  async act(name: string, action: Action, amount?: string): Promise<PaymentView> {
    const body = await this.control('POST', `payments/${encodeURIComponent(name)}/${action}`, { amount });
    return body as PaymentView;
  }

  async disturb(disturbance: Partial<Disturbance>): Promise<Disturbance> {
    return (await this.control('PUT', 'disturbance', disturbance)) as Disturbance;
  }

  async deliveries(): Promise<DeliveryCounts> {
    return ((await this.control('GET', 'deliveries')) as { counts: DeliveryCounts }).counts;
  }

  private async control(method: Method, path: string, body?: object): Promise<unknown> {
    return answered(method, path, await this.call(method, `${this.simulator}/control/${path}`, body));
  }

  private async ask(token: AccessToken, method: Method, path: string, body?: object): Promise<unknown> {
    const reply = await authorized(
      token,
      async (authorization) => await this.call(method, this.api + path, body, { authorization }),
    );
    return answered(method, path, reply);
  }

  private async call(method: Method, url: string, body?: object, headers: Record<string, string> = {}) {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    return await this.http.call({
      method,
      url,
      headers: { 'content-type': 'application/json', ...headers },
      ...json,
    });
  }
}

function answered(
  method: Method,
  path: string,
  { status, body }: { readonly status: number; readonly body: unknown },
): unknown {
  if (status < 300) return body;
  throw new RefusedError(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
}
