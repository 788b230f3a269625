import type { BusEvent } from './events/event-bus.js';
import type { Exchange } from './http/http-api.js';

/** What the local run has seen of one operator since it started. */
export interface OperatorCounts {
  /** Answered requests of the charging API. */
  requests: number;
  /** Creates answered 201, one-time events left out. */
  sessionsOpened: number;
  /** Releases answered 204. */
  sessionsReleased: number;
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

  constructor(operators: readonly string[]) {
    for (const operator of operators) {
      this.byOperator.set(operator, {
        requests: 0,
        sessionsOpened: 0,
        sessionsReleased: 0,
        grants: 0,
        denials: 0,
        refusals: 0,
        failures: 0,
        usageRecords: 0,
        revenueMicros: 0,
      });
    }
  }

  of(operator: string): Readonly<OperatorCounts> | undefined {
    return this.byOperator.get(operator);
  }

  all(): Readonly<Record<string, OperatorCounts>> {
    return Object.fromEntries(this.byOperator);
  }

  exchange({ operator, api, routeKey, status, requestBody, responseBody }: Exchange): void {
    const counts = this.byOperator.get(operator);
    if (counts === undefined) return;
    if (status >= 500) counts.failures += 1;
    if (api !== 'charging') return;
    counts.requests += 1;
    if (status >= 400 && status < 500) counts.refusals += 1;
    if (status === 204 && routeKey.endsWith('/release')) counts.sessionsReleased += 1;
    if (status === 201 && !/"oneTimeEvent"\s*:\s*true/.test(requestBody.toString('latin1')))
      counts.sessionsOpened += 1;
    if (responseBody === undefined || status >= 300) return;
    const { multipleUnitInformation = [] } = JSON.parse(responseBody.toString()) as {
      multipleUnitInformation?: readonly { resultCode?: string; grantedUnit?: object }[];
    };
    for (const { resultCode, grantedUnit } of multipleUnitInformation) {
      if (resultCode !== 'SUCCESS') counts.denials += 1;
      else if (grantedUnit !== undefined) counts.grants += 1;
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
