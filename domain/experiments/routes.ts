/** Experiments, recipes and insight. */
import type { Route } from '../partners/route.js';

export const EXPERIMENTS_ROUTES: readonly Route[] = [];
