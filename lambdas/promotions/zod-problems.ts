/** What zod finds wrong with a body, all of it, in this API's words. */
import type { z } from 'zod';
import { didYouMean } from '../../domain/operator/suggest.js';
import { issueWords } from '../partners/kernel/issue-words.js';
import type { InvalidParam } from '../shared/problem.js';

/** @param at  of the body in the request */
export function zodProblems(error: z.ZodError, body: unknown, shape: z.ZodType, at = ''): InvalidParam[] {
  const names = 'shape' in shape ? Object.keys(shape.shape as object) : [];
  return error.issues.flatMap((issue) => {
    const path = pathOf(at, issue.path);
    if (issue.code === 'unrecognized_keys') {
      const known = issue.path.length === 0 ? names : [];
      return issue.keys.map((key) => ({
        param: path === '' ? key : `${path}.${key}`,
        reason: `there is no such attribute${didYouMean(key, known)}${known.length === 0 ? '' : `; allowed: ${known.join(', ')}`}`,
      }));
    }
    const value = issue.path.reduce<unknown>(
      (within, part) =>
        typeof within === 'object' && within !== null
          ? (within as Record<PropertyKey, unknown>)[part]
          : undefined,
      body,
    );
    return [{ param: path, reason: issueWords(issue, value) }];
  });
}

const pathOf = (at: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    at,
  );
