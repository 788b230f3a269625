/** Each minute: reservations whose time is over, and what redemptions owe. */
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { codeKeyOf } from './code-key.js';
import { promotionsOffice } from './office.js';
import { sweep } from './sweep.js';

const office = promotionsOffice(
  dynamodb,
  requiredEnvironment('ACCOUNTS_TABLE', 'RECORDS_TABLE', 'PARTNER_URL'),
  codeKeyOf(),
);
/** Of one run; what is left over is the next one's. */
const ROUNDS = 20;

/** @throws Error when some could not be done: an alarm says so, and the next run tries again */
export async function handler(): Promise<{ readonly ended: number }> {
  const nowMs = await operatorTime();
  let ended = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { due, failed } = await sweep(office, nowMs);
    ended += due - failed;
    if (failed > 0) throw new Error(`${failed} redemptions could not be ended; ${ended} were`);
    if (due === 0) break;
  }
  return { ended };
}
