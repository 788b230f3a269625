/**
 * What of the operator file the records table keeps beside its plans: `CONFIG` / `OPERATOR`, for offerings that
 * come by the API, and `HOSTTERMS` / `<version, 6 digits>`, for what usage costs us.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { HostTerms } from '../../domain/catalogue/host-terms.js';
import type { OperatorTerms } from '../../domain/catalogue/offering-view.js';
import { dynamodb } from '../shared/dynamodb.js';

const OPERATOR_KEY = { pk: { S: 'CONFIG' }, sk: { S: 'OPERATOR' } };

export function operatorItem(operator: OperatorTerms): Record<string, AttributeValue> {
  return { ...OPERATOR_KEY, data: { B: gzipSync(canonicalJson(operator)) } };
}

/** What offerings are compiled against; undefined when no operator file was published. */
export async function readOperator(table: string): Promise<OperatorTerms | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: OPERATOR_KEY, ConsistentRead: true }),
  );
  const data = item?.['data']?.B;
  return data === undefined ? undefined : (JSON.parse(gunzipSync(data).toString('utf8')) as OperatorTerms);
}

export function hostTermsItem(terms: HostTerms): Record<string, AttributeValue> {
  return {
    pk: { S: 'HOSTTERMS' },
    sk: { S: String(terms.version).padStart(6, '0') },
    effectiveFrom: { S: new Date(terms.effectiveFromMs).toISOString() },
    terms: { S: canonicalJson(terms) },
  };
}
