/** Bodies of the events' routes: every problem at once. */
import type { z } from 'zod';
import { eventBodies } from '../../../domain/events/schemas.js';
import { didYouMean } from '../../../domain/operator/suggest.js';
import { definitions } from '../../../domain/partners/definitions/customers.js';
import type { Route } from '../../../domain/partners/route.js';
import type { InvalidParam } from '../../shared/problem.js';
import { issueWords } from '../kernel/issue-words.js';
import { bodyChecks, type CheckBody } from '../kernel/check-body.js';

let hubCheck: CheckBody | undefined;

export function checkEventBody({ body: name }: Route, body: unknown): readonly InvalidParam[] {
  if (name === undefined) return [];
  if (name === 'EventSubscriptionInput') {
    // Every swagger has the same.
    hubCheck ??= bodyChecks({ EventSubscriptionInput: definitions['EventSubscriptionInput']! });
    return hubCheck(name, body);
  }
  const schema = eventBodies[name as keyof typeof eventBodies];
  const parsed = schema.safeParse(body);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => problemsOf(issue, body, Object.keys(schema.shape)));
}

function problemsOf(issue: z.core.$ZodIssue, body: unknown, names: readonly string[]): InvalidParam[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      param: key,
      reason: `there is no such attribute${didYouMean(key, names)}; allowed: ${names.join(', ')}`,
    }));
  const value = issue.path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined,
    body,
  );
  return [
    {
      param: issue.path.map(String).join('.'),
      reason: issueWords(issue, value),
    },
  ];
}
