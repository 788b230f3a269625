/** Memberships, points, TMF658, and baskets of tills. */
import type { Route } from '../partners/route.js';

export const LOYALTY_ROUTES: readonly Route[] = [];
