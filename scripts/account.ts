/**
 * Decodes an account item for people:
 *
 *   aws dynamodb get-item --table-name … --key '{"k":{"S":"imsi-…"}}' --consistent-read | npm run -s account
 *
 * Plan versions come from the operator files, so a plan that is no longer in them can't be shown.
 */
import { text } from 'node:stream/consumers';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compileCatalogue } from '../domain/catalogue/compile.js';
import { type Item, planIdOf } from '../domain/charging/item.js';
import { viewAccount } from '../domain/charging/view.js';
import { unmarshalItem } from '../lambdas/charging/dynamodb-account-store.js';
import { loadOperators } from '../operators/load.js';

type Wire = Record<string, { S?: string; N?: string; B?: string }>;

async function main(): Promise<void> {
  if (process.argv.includes('--help') || process.argv.includes('-h') || process.stdin.isTTY) {
    process.stdout.write(
      'Reads an account item as DynamoDB JSON (aws dynamodb get-item) from standard input, and shows it.\n',
    );
    return;
  }
  const item = fromWire(read(await text(process.stdin)));
  const planId = planIdOf(item);
  const plan = loadOperators()
    .flatMap(compileCatalogue)
    .find((candidate) => candidate.id === planId);
  if (plan === undefined)
    throw new Error(`plan version ${planId} is not compiled from any operator file here`);
  process.stdout.write(`${JSON.stringify(viewAccount(item, plan, Date.now()), undefined, 2)}\n`);
}

const EXPECTED =
  'an account item as aws dynamodb get-item prints it: { "Item": { "k": { "S": "imsi-…" }, … } }';

/** The CLI prints nothing for an item that isn't there. */
function read(input: string): Wire {
  if (input.trim() === '') throw new Error(`standard input is empty (no such item?); expected ${EXPECTED}`);
  let json: unknown;
  try {
    json = JSON.parse(input);
  } catch (error) {
    throw new Error(`standard input is not JSON (${(error as Error).message}); expected ${EXPECTED}`, {
      cause: error,
    });
  }
  const wire = (isObject(json) ? (json['Item'] ?? json) : undefined) as Wire | undefined;
  if (!isObject(wire) || !isObject(wire['p']) || !isObject(wire['v'])) {
    const got = input.trim();
    throw new Error(
      `standard input is "${got.length > 60 ? `${got.slice(0, 60)}…` : got}"; expected ${EXPECTED}`,
    );
  }
  return wire;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The CLI writes binary as base64. */
function fromWire(wire: Wire): Item {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, { S, N, B }] of Object.entries(wire)) {
    if (N !== undefined) attributes[name] = { N };
    else if (S !== undefined) attributes[name] = { S };
    else if (B !== undefined) attributes[name] = { B: Buffer.from(B, 'base64') };
  }
  return unmarshalItem(attributes);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
