/** Routes of the settlement API that are about statements of other sides. */
import type { Route } from '../partners/route.js';

export const STATEMENTS_ROUTES: readonly Route[] = [];
