/** Calls of the partner API whose answers are judged by the official files before a test looks at them. */
import { judgeAnswer } from '../support/partner-answers.js';
import type { PartnerDesk } from './partner-desk.js';

/** @throws Error when an answer is not as its official file has it */
export function judgedCall(desk: () => PartnerDesk): PartnerDesk['call'] {
  return async (operationId, asked) => {
    const told = await desk().call(operationId, asked);
    const fields = asked?.query?.['fields']?.split(',');
    judgeAnswer(operationId, told, fields === undefined ? {} : { fields });
    return told;
  };
}
