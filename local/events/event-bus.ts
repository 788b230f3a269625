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

export interface BusRule {
  readonly matches: (event: BusEvent) => boolean;
  /** Hands the event to the rule's targets without waiting for them. */
  readonly deliver: (event: BusEvent) => void;
}

/** An EventBridge bus in memory. */
export class LocalEventBus {
  readonly name: string;
  private readonly rules: BusRule[] = [];

  constructor(name: string) {
    this.name = name;
  }

  addRule(rule: BusRule): void {
    this.rules.push(rule);
  }

  put(event: BusEvent): void {
    for (const rule of this.rules) if (rule.matches(event)) rule.deliver(event);
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

const invalid = (message: string) => ({ ErrorCode: 'InvalidArgument', ErrorMessage: message });
