/** Routes of the settlement API that are about the joint venture. */
import type { Route } from '../partners/route.js';

export const VENTURE_ROUTES: readonly Route[] = [];
