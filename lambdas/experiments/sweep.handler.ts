/** Each hour: trials whose verdict is certain are stopped, and months that are over are closed. */
import { operatorTime } from '../shared/clock.js';
import { type Swept, sweepExperiments } from './sweep-experiments.js';
import { environment, office } from './wiring.js';

export async function handler(): Promise<Swept> {
  return sweepExperiments(office, { nowMs: await operatorTime(), baseUrl: environment.PARTNER_URL });
}
