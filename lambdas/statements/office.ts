/** What the functions of statements work with. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Actor, PartnerEvent } from '../../domain/events/event.js';
import type { Mapping } from '../../domain/statements/mapping.js';
import type { MatchTerms } from '../../domain/statements/match.js';
import type { Leg } from '../../domain/ledger/entry.js';
import type { ReconRow } from '../../domain/statements/row.js';
import type { CreditNote, Party, StatementState, Tolerances } from '../../domain/statements/statement.js';
import type { CauseSum } from '../../domain/statements/summary.js';
import type { Cause } from '../../domain/statements/cause.js';
import { eventId } from '../partners/kernel/announce.js';
import type { Recorded, RecordBook } from '../partners/kernel/records.js';

export interface ExpectedLine {
  readonly what: string;
  readonly zone?: string;
  readonly terms?: number;
  readonly units?: number;
  readonly events?: number;
  readonly micros: number;
}

/** Where a file's differences are, and what it was. */
export interface Received {
  readonly file: string;
  readonly etag: string;
  /** Of S3: the later upload has the greater one. */
  readonly sequencer: string;
  readonly rows: number;
  readonly micros: number;
  readonly other: number;
  readonly unreadable: number;
  readonly at: string;
}

export interface ComparisonRecord {
  /** Counts the comparisons of the statement: differences of each are kept under its number. */
  readonly number: number;
  readonly ours: number;
  readonly theirs: number;
  readonly matched: number;
  readonly differences: number;
  /** Differences that are kept one by one; the file has all. */
  readonly kept: number;
  readonly variances: number;
  readonly causes: readonly CauseSum[];
  readonly file: string;
}

/** `STATEMENT#<id>` / `META`, beside what every record has. */
export interface StatementRecord {
  readonly party: Party;
  /** `YYYY-MM`. */
  readonly period: string;
  readonly currency: string;
  readonly state: StatementState;
  readonly expected?: {
    readonly micros: number;
    readonly lines: readonly ExpectedLine[];
    readonly at: string;
  };
  readonly received?: Received;
  readonly comparison?: ComparisonRecord;
  readonly problems?: readonly string[];
  readonly agreed?: {
    readonly micros: number;
    readonly at: string;
    readonly by: string;
    readonly note?: string;
    /** Whether the ledger has it. */
    readonly isPosted?: boolean;
  };
  readonly paid?: {
    readonly micros: number;
    readonly at: string;
    readonly reference: string;
    readonly isPosted?: boolean;
  };
  readonly disputes: readonly string[];
  /** It was told once that their file is late. */
  readonly lateTold?: boolean;
}

/** `DISPUTE#<id>` / `META`. */
export interface DisputeRecord {
  readonly statementId: string;
  readonly cause: Cause;
  readonly reason: string;
  readonly differences: number;
  readonly deltaMicros: number;
  readonly evidence: { readonly file: string; readonly etag: string };
  readonly deadline?: string;
  readonly state: 'open' | 'accepted' | 'rejected';
  readonly creditNote?: CreditNote;
  readonly note?: string;
  /** Digest of what was asked. */
  readonly request: string;
}

/** `STATEMENTMAPPING#<kind>#<id>` / `META`. */
export interface MappingRecord {
  readonly party: Party;
  readonly columns: Mapping;
  readonly tolerances: Tolerances;
  readonly updatedAt: string;
}

/** What statements take from the ledger and the agreements, and give to them. */
export interface Books {
  /** What a party and we owe each other for a month, from what was posted and from its agreement. */
  expected(
    party: Party,
    month: string,
  ): Promise<{ readonly micros: number; readonly lines: readonly ExpectedLine[] }>;
  /** Our records of a host between two instants. */
  rows(hostId: string, fromMs: number, toMs: number): AsyncIterable<ReconRow>;
  /** What a record costs under each version of the host's terms. */
  rates(hostId: string): Promise<MatchTerms['rates']>;
  /** Posts an entry, once by its id. */
  post(entry: StatementEntry): Promise<void>;
}

export interface StatementEntry {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly currency: string;
  readonly legs: readonly Leg[];
}

export interface Market {
  readonly currency: string;
  readonly timeZone: string;
  /** Parties that there is a statement of each month. */
  readonly parties: readonly Party[];
}

export interface StatementsOffice {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly statements: RecordBook<StatementRecord>;
  readonly disputes: RecordBook<DisputeRecord>;
  readonly books: Books;
  /** As the operator file has it. @throws RefusedError 503 before one was published */
  readonly market: () => Promise<Market>;
  readonly wake: (eventIds: readonly string[]) => Promise<void>;
}

export type Statement = Recorded<StatementRecord>;
export type Dispute = Recorded<DisputeRecord>;

/** The record without what every record has, for a change. */
export function bare<T extends object>(record: Recorded<T>): T {
  const { id: _id, owner: _owner, revision: _r, createdAt: _c, updatedAt: _u, place: _p, ...value } = record;
  const { pk: _pk, sk: _sk, ...rest } = value as Record<string, unknown>;
  return rest as unknown as T;
}

/** The same change again is the same event. */
export function statementEvent(
  type: string,
  { id, owner }: { readonly id: string; readonly owner: string },
  {
    by,
    nowMs,
    data,
    step,
  }: { readonly by: Actor; readonly nowMs: number; readonly data: object; readonly step: string },
): PartnerEvent {
  const subject = `${type.split('.')[0]}/${id}`;
  return {
    id: eventId(subject, type, step),
    type,
    time: new Date(nowMs).toISOString(),
    owner,
    subject,
    actor: by,
    data: data as Readonly<Record<string, unknown>>,
  };
}
