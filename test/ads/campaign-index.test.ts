/** The index finds what a look at every campaign finds, in the same order, whatever changed before. */
import * as fc from 'fast-check';
import { CampaignIndex, creativeFor, type Sought } from '../../domain/ads/campaign-index.js';
import { worth } from '../../domain/ads/worth.js';
import type { ActiveCampaign, CampaignChange } from '../../domain/sponsors/active-campaign.js';

const some = <T extends string>(...names: readonly T[]) => fc.subarray([...names]);

const campaign = (id: string): fc.Arbitrary<ActiveCampaign> =>
  fc
    .record({
      brand: fc.constantFrom('Tea', 'Jam', 'Bread'),
      startsAtMs: fc.integer({ min: 0, max: 50 }),
      lastsMs: fc.integer({ min: 1, max: 100 }),
      plans: some('starter', 'monthly'),
      segments: some('cooks', 'runners', 'readers'),
      minAge: fc.constantFrom(0, 18, 21),
      placements: some('home', 'map'),
      format: fc.constantFrom('banner' as const, 'video' as const),
      price: fc.integer({ min: 1, max: 4 }),
      perDayOfBrand: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    })
    .map(
      ({
        brand,
        startsAtMs,
        lastsMs,
        plans,
        segments,
        minAge,
        placements,
        format,
        price,
        perDayOfBrand,
      }) => ({
        id,
        revision: 1,
        sponsorId: 'tea-house',
        brand,
        startsAtMs,
        endsAtMs: startsAtMs + lastsMs,
        audience: { plans, segments, minAge, profiling: segments.length > 0 },
        creatives: [{ id: 'c', placements, format, url: 'https://cdn.example' }],
        prices: { impression: price },
        rewards: {},
        caps: perDayOfBrand === undefined ? {} : { perDayOfBrand },
        budget: { micros: 1_000, pacing: 'even' as const },
        holdoutPercent: 0,
      }),
    );

type Step =
  | { readonly change: { readonly id: number; readonly campaign: ActiveCampaign | undefined } }
  | { readonly aside: { readonly id: number; readonly forMs: number } }
  | { readonly wait: number }
  | { readonly look: Sought & { readonly capped: number } };

const id = fc.integer({ min: 0, max: 7 });
const step: fc.Arbitrary<Step> = fc.oneof(
  id.chain((n) =>
    fc
      .option(campaign(`cmp_${n}`), { nil: undefined, freq: 4 })
      .map((found) => ({ change: { id: n, campaign: found } })),
  ),
  fc.record({ id, forMs: fc.integer({ min: 1, max: 20 }) }).map((aside) => ({ aside })),
  fc.integer({ min: 1, max: 20 }).map((wait) => ({ wait })),
  fc
    .record({
      placement: fc.constantFrom('home', 'map', 'elsewhere'),
      formats: fc.subarray(['banner' as const, 'video' as const], { minLength: 1 }),
      plan: fc.constantFrom('starter', 'monthly', 'other'),
      segments: fc.option(some('cooks', 'runners'), { nil: undefined }),
      age: fc.option(fc.constantFrom(17, 18, 30), { nil: undefined }),
      capped: fc.integer({ min: 1, max: 4 }),
    })
    .map((look) => ({ look })),
);

test('finds what a look at every campaign finds, dearest first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const index = new CampaignIndex();
      const all = new Map<string, ActiveCampaign>();
      const aside = new Map<string, number>();
      let nowMs = 0;
      let number = 0;
      const changes: CampaignChange[] = [];
      for (const each of steps) {
        if ('wait' in each) nowMs += each.wait;
        if ('change' in each) {
          const campaignId = `cmp_${each.change.id}`;
          const change: CampaignChange = {
            number: ++number,
            campaignId,
            ...(each.change.campaign === undefined ? {} : { campaign: each.change.campaign }),
          };
          changes.push(change);
          // A change that comes again, as after an answer that was lost, changes nothing.
          index.apply(changes.slice(-2));
          aside.delete(campaignId);
          if (each.change.campaign === undefined) all.delete(campaignId);
          else all.set(campaignId, each.change.campaign);
        }
        if ('aside' in each) {
          const campaignId = `cmp_${each.aside.id}`;
          index.setAside(campaignId, nowMs + each.aside.forMs);
          if (all.has(campaignId)) aside.set(campaignId, nowMs + each.aside.forMs);
        }
        if (!('look' in each)) continue;
        const { capped, ...sought } = each.look;
        const isOut = ({ brand, caps }: ActiveCampaign) =>
          brand === 'Tea' && (caps.perDayOfBrand ?? Infinity) <= capped;
        const walk = index.walk(sought, nowMs);
        const found: string[] = [];
        for (let next = walk.next(isOut); next !== undefined; next = walk.next(isOut)) found.push(next.id);
        const wanted = [...all.values()]
          .filter(
            (one) =>
              one.startsAtMs <= nowMs &&
              nowMs < one.endsAtMs &&
              (aside.get(one.id) ?? 0) <= nowMs &&
              creativeFor(one, sought) !== undefined &&
              (one.audience.plans.length === 0 || one.audience.plans.includes(sought.plan)) &&
              (one.audience.segments.length === 0 ||
                one.audience.segments.some((segment) => sought.segments?.includes(segment))) &&
              (one.audience.minAge === 0 || (sought.age ?? -1) >= one.audience.minAge) &&
              !isOut(one),
          )
          .sort((a, b) => worth(b) - worth(a) || (a.id < b.id ? -1 : 1))
          .map((one) => one.id);
        expect(found).toEqual(wanted);
      }
    }),
    { numRuns: 1_000 },
  );
});
