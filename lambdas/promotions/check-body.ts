/** Bodies of promotions' routes: the standard's by its schemas, ours by our own. */
import { bodies } from '../../domain/promotions/schemas.js';
import type { Route } from '../../domain/partners/route.js';
import type { InvalidParam } from '../shared/problem.js';
import { checkPromotionBody } from './promotions.js';
import { zodProblems } from './zod-problems.js';

export function checkPromotionsBody({ body: name }: Route, body: unknown): readonly InvalidParam[] {
  if (name === undefined) return [];
  if (!Object.hasOwn(bodies, name)) return checkPromotionBody(name, body);
  const schema = bodies[name as keyof typeof bodies];
  const parsed = schema.safeParse(body);
  return parsed.success ? [] : zodProblems(parsed.error, body, schema);
}
