/** What an operator's own tools do, over HTTP alone: its API, its test clock, its bucket. */
import type { Bill } from '../../domain/billing/bill.js';
import type { AccountView } from '../../domain/charging/view.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import type { LocalOperator } from '../../local/local-operator.js';
import { eventually } from './eventually.js';
import { tokenFor } from './local-run.js';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Job {
  readonly state: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly sameAs?: string;
  readonly errors?: { readonly count: number; readonly file: string };
}

/** Few, so that lists have several pages. */
const PAGE = 20;
const ADVANCE_MS = 60_000;

export class OperatorClient {
  /** The operator's clock is so far ahead of ours. */
  private aheadMs = 0;
  private readonly url: string;
  private readonly filesUrl: string;
  private readonly token: string;

  private constructor({ apis, filesUrl = '' }: LocalOperator, token: string) {
    this.url = apis['operator']!;
    this.filesUrl = filesUrl;
    this.token = token;
  }

  static async of(local: LocalOperator): Promise<OperatorClient> {
    const client = new OperatorClient(local, await tokenFor(local, 'subscribers/write'));
    await client.clock();
    return client;
  }

  async fetch(method: string, path: string, body?: unknown, headers: object = {}): Promise<Response> {
    return await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.fetch(method, path, body);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** @throws Error when it is refused, with what was said */
  async must(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const { status, body: said } = await this.ask(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(said)}`);
    return said;
  }

  /** The operator's time, ms since the epoch. */
  now(): number {
    return Date.now() + this.aheadMs;
  }

  async clock(): Promise<Record<string, unknown>> {
    const clock = await this.must('GET', '/test/clocks/main');
    this.aheadMs = Date.parse(String(clock['now'])) - Date.now();
    return clock;
  }

  /** Moves the clock, and waits until all that became due is done. */
  async advance(to: { readonly to: string } | { readonly by: string }): Promise<void> {
    await this.must('POST', '/test/clocks/main/advance', to);
    const arrived = await eventually(async () => {
      const clock = await this.clock();
      if (clock['status'] !== 'ready') throw new Error(`the clock is ${JSON.stringify(clock)}`);
      return clock;
    }, ADVANCE_MS);
    if (arrived['failed'] !== 0) throw new Error(`renewals failed: ${JSON.stringify(arrived)}`);
  }

  async account(name: string): Promise<AccountView> {
    return (await this.must('GET', `/subscribers/${name}`))['account'] as AccountView;
  }

  /** Every usage record of an account, newest first, page by page. */
  async usage(name: string): Promise<UsageRecord[]> {
    return await this.list<UsageRecord>(`/subscribers/${name}/usage`);
  }

  /** All bills, oldest first, what is not billed yet last. */
  async bills(name: string): Promise<Bill[]> {
    const listed = await this.list<{ readonly billId: string }>(`/subscribers/${name}/bills`);
    const ids = [...listed.map(({ billId }) => billId).toReversed(), 'current'];
    return await Promise.all(ids.map(async (id) => await this.bill(name, id)));
  }

  async bill(name: string, billId: string): Promise<Bill> {
    return (await this.must('GET', `/subscribers/${name}/bills/${billId}`)) as unknown as Bill;
  }

  async pdf(path: string): Promise<Buffer> {
    const response = await this.fetch('GET', path, undefined, { accept: 'application/pdf' });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (response.headers.get('content-type') !== 'application/pdf') throw new Error(bytes.toString());
    return bytes;
  }

  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    for (let after = ''; ;) {
      const page = await this.must('GET', `${path}?limit=${PAGE}${after === '' ? '' : `&after=${after}`}`);
      items.push(...(page['items'] as T[]));
      if (page['after'] === undefined) return items;
      after = page['after'] as string;
    }
  }

  async putFile(key: string, text: string): Promise<void> {
    const { status } = await fetch(`${this.filesUrl}/${key}`, { method: 'PUT', body: text });
    if (status !== 200) throw new Error(`PUT ${key}: ${status}`);
  }

  async file(key: string): Promise<string> {
    return await (await fetch(`${this.filesUrl}/${key}`)).text();
  }

  /** What became of a file, when it is done; every state that was seen on the way. */
  async job(jobId: string): Promise<Job> {
    return await eventually(async () => {
      const job = (await this.must('GET', `/jobs/${jobId}`)) as unknown as Job;
      if (job.state === 'running') throw new Error(`${jobId} is running: ${JSON.stringify(job)}`);
      return job;
    });
  }
}
