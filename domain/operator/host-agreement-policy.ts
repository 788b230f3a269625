/** What a market's law wants of agreements between hosts and resellers. */
import { z } from 'zod';
import { source } from './growth-policy.js';
import { listOf } from './scalars.js';

/** What MIIT's rule of 2018-04-28 on mobile resale wants every agreement to say. */
const MIIT_SECTIONS = [
  'cooperation-area',
  'numbers',
  'wholesale-price',
  'interconnection',
  'log-retention',
  'spam-control',
  'network-security',
  'real-name',
  'anti-fraud',
  'user-rights',
  'performance-guarantee',
  'market-exit',
] as const;

export const agreementSection = () => z.enum(MIIT_SECTIONS);

export const hostAgreementPolicySchema = z
  .strictObject({
    sections: listOf(agreementSection(), 'section')
      .optional()
      .describe('What the text of an agreement must have a section on.'),
    wholesaleBelowRetail: z
      .boolean()
      .default(false)
      .describe("Whether wholesale rates must be below the host's own average retail prices."),
    source: source(),
  })
  .describe('Agreements with hosts. Absent = what the parties agree.');
