import { randomUUID } from 'node:crypto';
import type { AwsService } from '../aws/endpoint.js';

/** An event as a rule's target receives it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** What a rule sends events to. Rejects when the delivery failed and may be tried again. */
export interface RuleTarget {
  readonly id: string;
  deliver(event: BusEvent): Promise<void>;
}

export interface BusRule {
  readonly name: string;
  readonly matches: (event: BusEvent) => boolean;
  readonly targets: readonly RuleTarget[];
}

/** An EventBridge bus in memory. Deliveries happen after PutEvents has answered, each target by itself. */
export class LocalEventBus {
  readonly name: string;
  private readonly rules: BusRule[] = [];
  private readonly observers = new Set<(event: BusEvent) => void>();
  private readonly deliveries = new Set<Promise<void>>();

  constructor(name: string) {
    this.name = name;
  }

  addRule(rule: BusRule): void {
    this.rules.push(rule);
  }

  /** Sees every event, as a rule that matches anything would. */
  observe(observer: (event: BusEvent) => void): void {
    this.observers.add(observer);
  }

  put(event: BusEvent): void {
    for (const observer of this.observers) observer(event);
    for (const rule of this.rules) {
      if (!rule.matches(event)) continue;
      for (const target of rule.targets) {
        const delivery = target.deliver(event).finally(() => this.deliveries.delete(delivery));
        this.deliveries.add(delivery);
      }
    }
  }

  /** Resolves when every delivery has ended. */
  async idle(): Promise<void> {
    while (this.deliveries.size > 0) await Promise.allSettled(this.deliveries);
  }
}

/** EventBridge's limit on one PutEvents call. */
const MAX_ENTRIES = 10;
const MAX_ENTRY_BYTES = 1024 * 1024;

interface PutEventsEntry {
  readonly EventBusName?: string;
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  readonly Time?: number;
}

/** The EventBridge API: PutEvents. A bus goes by its name or ARN. */
export function eventBridgeService(
  busByName: (name: string) => LocalEventBus | undefined,
  place: { readonly region: string; readonly accountId: string },
): AwsService {
  return {
    target: 'AWSEvents',
    call: async (operation, body) => {
      if (operation !== 'PutEvents') {
        const message = `The local EventBridge has no operation ${operation}`;
        return { status: 400, body: { __type: 'UnknownOperationException', message } };
      }
      const entries = (body['Entries'] ?? []) as readonly PutEventsEntry[];
      if (entries.length < 1 || entries.length > MAX_ENTRIES) {
        const message = `1 validation error detected: 'entries' must have 1 to ${MAX_ENTRIES} members, has ${entries.length}`;
        return { status: 400, body: { __type: 'ValidationException', message } };
      }
      const results = entries.map((entry) => putEntry(entry, busByName, place));
      return await Promise.resolve({
        status: 200,
        body: {
          FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
          Entries: results,
        },
      });
    },
  };
}

function putEntry(
  entry: PutEventsEntry,
  busByName: (name: string) => LocalEventBus | undefined,
  { region, accountId }: { region: string; accountId: string },
): { EventId: string } | { ErrorCode: string; ErrorMessage: string } {
  const invalid = (message: string) => ({ ErrorCode: 'InvalidArgument', ErrorMessage: message });
  const { Source: source, DetailType: detailType, Detail: detailText } = entry;
  if (!source || !detailType || !detailText)
    return invalid(
      `Source, DetailType and Detail are required. Reason: ${JSON.stringify(entry).slice(0, 200)}`,
    );
  if (Buffer.byteLength(detailText) > MAX_ENTRY_BYTES)
    return invalid(`Detail is over ${MAX_ENTRY_BYTES} bytes`);
  let detail: unknown;
  try {
    detail = JSON.parse(detailText);
  } catch {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  const name = (entry.EventBusName ?? 'default').replace(/^.*event-bus\//, '');
  const bus = busByName(name);
  if (bus === undefined)
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${name} does not exist.` };
  const id = randomUUID();
  bus.put({
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account: accountId,
    time: new Date(entry.Time === undefined ? Date.now() : entry.Time * 1000)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
    region,
    resources: entry.Resources ?? [],
    detail,
  });
  return { EventId: id };
}
