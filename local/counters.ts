import type { BusEvent } from './events/event-bus.js';
import type { Exchange } from './http/http-api.js';
import { OpenSessions } from './open-sessions.js';

/** What the local run has seen of one operator since it started. */
export interface OperatorCounts {
  /** Answered requests of the charging API. */
  requests: number;
  /** Sessions by the references of 201 answers, one-time events and repeats left out. */
  sessionsOpened: number;
  /** Sessions whose release was answered 204, repeats left out. */
  sessionsReleased: number;
  /** Opened and not released, for a day at most: an abandoned session is forgotten then. */
  sessionsOpen: number;
  /** Rating groups answered SUCCESS with granted units. */
  grants: number;
  /** Rating groups answered with another result code. */
  denials: number;
  /** 4xx answers of the charging API. */
  refusals: number;
  /** 5xx answers of any API. */
  failures: number;
  /** Usage records announced on the bus. */
  usageRecords: number;
  /** What money buckets paid in those records, micros of the market's currency. */
  revenueMicros: number;
}

/**
 * Counts what passes: requests and answers of the charging APIs, usage records on the buses.
 *
 * It counts what the network was told and what was recorded; it doesn't look into accounts.
 */
export class Counters {
  private readonly byOperator = new Map<string, OperatorCounts>();
  /** Usage records are announced at least once; the newest version seen of each account tells repeats. */
  private readonly versions = new Map<string, number>();
  private readonly sessions = new Map<string, OpenSessions>();
  private readonly now: () => number;

  /** @param now  epoch milliseconds */
  constructor(operators: readonly string[], now: () => number = Date.now) {
    this.now = now;
    for (const operator of operators) {
      this.byOperator.set(operator, {
        requests: 0,
        sessionsOpened: 0,
        sessionsReleased: 0,
        sessionsOpen: 0,
        grants: 0,
        denials: 0,
        refusals: 0,
        failures: 0,
        usageRecords: 0,
        revenueMicros: 0,
      });
      this.sessions.set(operator, new OpenSessions());
    }
  }

  of(operator: string): Readonly<OperatorCounts> | undefined {
    const counts = this.byOperator.get(operator);
    if (counts !== undefined) counts.sessionsOpen = this.sessions.get(operator)?.count(this.now()) ?? 0;
    return counts;
  }

  all(): Readonly<Record<string, OperatorCounts>> {
    return Object.fromEntries(
      [...this.byOperator.keys()].map((operator) => [operator, this.of(operator) as OperatorCounts]),
    );
  }

  exchange(exchange: Exchange): void {
    const { operator, api, status, responseBody } = exchange;
    const counts = this.byOperator.get(operator);
    if (counts === undefined) return;
    if (status >= 500) counts.failures += 1;
    if (api !== 'charging') return;
    counts.requests += 1;
    if (status >= 400 && status < 500) counts.refusals += 1;
    this.session(exchange, counts);
    if (responseBody === undefined || status >= 300) return;
    const { multipleUnitInformation = [] } = JSON.parse(responseBody.toString()) as {
      multipleUnitInformation?: readonly { resultCode?: string; grantedUnit?: object }[];
    };
    for (const { resultCode, grantedUnit } of multipleUnitInformation) {
      if (resultCode !== 'SUCCESS') counts.denials += 1;
      else if (grantedUnit !== undefined) counts.grants += 1;
    }
  }

  private session(exchange: Exchange, counts: OperatorCounts): void {
    const { operator, path, status, requestBody, location } = exchange;
    const sessions = this.sessions.get(operator);
    const released = /\/([^/]+)\/release\/?$/.exec(path)?.[1];
    if (status === 204 && released !== undefined) {
      if (sessions?.release(released, this.now()) === true) counts.sessionsReleased += 1;
    } else if (status === 201 && !/"oneTimeEvent"\s*:\s*true/.test(requestBody.toString('latin1'))) {
      const opened = location?.split('/').at(-1);
      if (opened !== undefined && sessions?.open(opened, this.now()) === true) counts.sessionsOpened += 1;
    }
  }

  event(operator: string, event: BusEvent): void {
    const counts = this.byOperator.get(operator);
    if (counts === undefined || event['detail-type'] !== 'usage.recorded') return;
    const { data } = event.detail as { data?: { records?: readonly UsageRecordView[] } };
    for (const { account, version, lines } of data?.records ?? []) {
      const key = `${operator} ${account}`;
      if (version <= (this.versions.get(key) ?? 0)) continue;
      this.versions.set(key, version);
      counts.usageRecords += 1;
      for (const { priceMicros } of lines) counts.revenueMicros += priceMicros;
    }
  }
}

interface UsageRecordView {
  readonly account: string;
  readonly version: number;
  readonly lines: readonly { readonly priceMicros: number }[];
}
