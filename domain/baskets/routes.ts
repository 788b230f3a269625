/** Baskets of tills, and the rules that they qualify by. */
import type { Route } from '../partners/route.js';

export const BASKET_ROUTES: readonly Route[] = [];
