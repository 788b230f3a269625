/** The host's terms by time, from the records table: what usage costs us. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { HostTerms } from '../../domain/catalogue/host-terms.js';
import { dynamodb } from '../shared/dynamodb.js';

/** A new version is published before it is in force, so nobody is charged by it late. */
const MAX_AGE_MS = 60_000;

let cached: { readonly readAtMs: number; readonly versions: Promise<readonly HostTerms[]> } | undefined;

/**
 * All versions of the host's terms, ascending by when they come into force. Kept for 60 seconds.
 *
 * @param table  name of the records table
 */
export function loadHostTerms(table: string): Promise<readonly HostTerms[]> {
  // Real time, whatever a test clock shows: it bounds how old what this instance holds is.
  const nowMs = performance.now();
  if (cached !== undefined && nowMs - cached.readAtMs < MAX_AGE_MS) return cached.versions;
  const loading = { readAtMs: nowMs, versions: readHostTerms(table) };
  cached = loading;
  loading.versions.catch(() => {
    if (cached === loading) cached = undefined;
  });
  return loading.versions;
}

async function readHostTerms(table: string): Promise<readonly HostTerms[]> {
  const { Items: items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'HOSTTERMS' } },
      // One page: a megabyte holds the agreements of decades.
      ScanIndexForward: true,
    }),
  );
  return items
    .map((item) => JSON.parse(item['terms']?.S ?? 'null') as HostTerms)
    .sort((a, b) => a.effectiveFromMs - b.effectiveFromMs || a.version - b.version);
}

/** The version in force at an instant, epoch ms; undefined before the first. */
export function termsAt(versions: readonly HostTerms[], atMs: number): HostTerms | undefined {
  return versions.findLast(({ effectiveFromMs }) => effectiveFromMs <= atMs);
}
