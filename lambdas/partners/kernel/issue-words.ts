/** What zod finds wrong, in this API's words. */
import type { z } from 'zod';

/** `is missing; it is mandatory`, or `got …; allowed: …`. */
export function issueWords(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return 'is missing; it is mandatory';
  return `got ${(JSON.stringify(value) ?? 'nothing').slice(0, 200)}; ${allowed(issue)}`;
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `allowed: ${issue.expected}`;
    case 'invalid_value':
      return `allowed: ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `allowed: ${size(issue.origin, `${String(issue.minimum)} or more`)}`;
    case 'too_big':
      return `allowed: ${size(issue.origin, `at most ${String(issue.maximum)}`)}`;
    default:
      return issue.message;
  }
}

function size(origin: string, bound: string): string {
  if (origin === 'array') return `a list of ${bound}`;
  return origin === 'string' ? `text of ${bound} characters` : bound;
}
