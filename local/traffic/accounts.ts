/** Accounts and usage as the operator shows them; what the final check reads. */
import type { AccountView } from '../../domain/charging/view.js';
import type { UsageRecord } from '../../domain/charging/usage-record.js';
import { type AccessToken, authorized } from './access-token.js';
import type { HttpClient } from './http-client.js';

export type Account = Pick<AccountView, 'key' | 'version' | 'buckets' | 'sessions'>;
export type Usage = Pick<UsageRecord, 'version' | 'lines'>;

export interface Accounts {
  account(supi: string): Promise<Account>;
  /** Usage records of versions above `version`, in any order. */
  usageSince(supi: string, version: number): Promise<Usage[]>;
}

const PAGE = 200;

/** The operator API: `GET /subscribers/{supi}` and `…/usage`. */
export class AccountsOverHttp implements Accounts {
  private readonly http: HttpClient;
  private readonly url: string;
  private readonly token: AccessToken;

  constructor(http: HttpClient, url: string, token: AccessToken) {
    this.http = http;
    this.url = url;
    this.token = token;
  }

  async account(supi: string): Promise<Account> {
    const { account } = (await this.get(`/subscribers/${supi}`)) as { account?: Account };
    if (account === undefined) throw new Error(`${supi} has no account`);
    return account;
  }

  async usageSince(supi: string, version: number): Promise<Usage[]> {
    const records: Usage[] = [];
    let after: string | undefined;
    do {
      const query = `limit=${PAGE}${after === undefined ? '' : `&after=${after}`}`;
      const page = (await this.get(`/subscribers/${supi}/usage?${query}`)) as {
        items: Usage[];
        after?: string;
      };
      // Newest first.
      const newer = page.items.filter((record) => record.version > version);
      records.push(...newer);
      after = newer.length < page.items.length ? undefined : page.after;
    } while (after !== undefined);
    return records;
  }

  private async get(path: string): Promise<unknown> {
    const url = this.url + path;
    const { status, body } = await authorized(
      this.token,
      async (authorization) =>
        await this.http.call({ method: 'GET', url, headers: { accept: 'application/json', authorization } }),
    );
    if (status !== 200) throw new Error(`GET ${url} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }
}
