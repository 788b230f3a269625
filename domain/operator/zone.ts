/** Roaming: which visited networks cost the same, and what a plan costs there. */
import { z } from 'zod';
import { flag, label, listOf, price, slug, text } from './scalars.js';
import { increment, per, rateSchema } from './service.js';

/** Visited networks of one wholesale price. */
export const hostZoneSchema = z
  .strictObject({
    id: slug('eu').describe('Plans and wholesale rates refer to it. `home` is taken.'),
    name: label().optional().describe('The zone in words.'),
    networks: listOf(
      text(
        /^(\d{3}|\d{5,6}|)$/,
        'MCC, or MCC and MNC, in quotes without a dash, such as "208" or "20801"; or ""',
      ),
      'network',
    ).describe('MCC, or MCC and MNC (ITU-T E.212), without a dash; the longest match wins. "" = all others.'),
  })
  .describe('Visited networks that cost the same.');

const zoneServiceSchema = z
  .strictObject({
    id: slug('internet').describe('Id of a service of the plan.'),
    asHome: flag().optional().describe('Costs what it costs at home; calls received cost nothing.'),
    free: flag().optional().describe('Costs nothing and needs no balance.'),
    price: price().optional().describe('One price for all usage. Give this, `asHome`, `free` or `rates`.'),
    per: per.optional(),
    increment: increment('1 kB').optional(),
    rates: listOf(rateSchema, 'rate')
      .optional()
      .describe(
        'Prices by destination; `incoming` is calls received, which cost nothing unless a rate says so.',
      ),
  })
  .describe('What a service costs in the zone.');

export const planZoneSchema = z
  .strictObject({
    zone: slug('eu').describe('Id of one of `host.zones`.'),
    services: listOf(zoneServiceSchema, 'service').describe(
      'What can be used there, and its price; a service that is not named cannot be used there.',
    ),
  })
  .describe('What a plan costs in a roaming zone.');

export type HostZone = z.output<typeof hostZoneSchema>;
export type PlanZone = z.output<typeof planZoneSchema>;
export type ZoneService = PlanZone['services'][number];
