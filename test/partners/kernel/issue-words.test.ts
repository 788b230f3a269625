import { z } from 'zod';
import { issueWords } from '../../../lambdas/partners/kernel/issue-words.js';

test.each([
  [z.string(), undefined, 'is missing; it is mandatory'],
  [z.string(), 5, 'got 5; allowed: string'],
  [z.array(z.string()).min(1), [], 'got []; allowed: a list of 1 or more'],
  [z.number().max(9), 10, 'got 10; allowed: at most 9'],
  [z.string().max(3), 'four', 'got "four"; allowed: text of at most 3 characters'],
  [z.enum(['a', 'b']), 'c', 'got "c"; allowed: a, b'],
])('%#: %j', (schema, value, words) => {
  const [issue] = schema.safeParse(value).error!.issues;
  expect(issueWords(issue!, value)).toBe(words);
});
