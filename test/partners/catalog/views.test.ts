/** The catalogs of every sample operator, as the official file has them. */
import { compileCatalogue } from '../../../domain/catalogue/compile.js';
import { operatorId } from '../../../domain/operator/operator.js';
import { categoriesOf, operatorCatalog } from '../../../domain/partners/catalog/groups.js';
import {
  addOnOffering,
  addOnSpecification,
  planOffering,
  planSpecification,
} from '../../../domain/partners/catalog/offerings.js';
import { pricesOfAddOn, pricesOfPlan } from '../../../domain/partners/catalog/prices.js';
import { addOnsOf, type SoldPlan } from '../../../domain/partners/catalog/sold.js';
import { pricePer } from '../../../domain/partners/catalog/amounts.js';
import { loadOperators } from '../../../operators/load.js';
import { judgeAnswer } from '../../support/partner-answers.js';

const URL = 'https://partner.example';

function soldBy(operator: ReturnType<typeof loadOperators>[number]): SoldPlan[] {
  return compileCatalogue(operator).map((plan) => ({
    offeringId: plan.offeringId,
    state: 'on_sale',
    plan,
    version: {
      planId: plan.id,
      fromMs: 1_700_000_000_000,
      existing: 'keep',
      source: 'file',
      name: plan.name,
      paymentMode: plan.paymentMode,
    },
  }));
}

describe.each(loadOperators().map((operator) => [operatorId(operator), operator] as const))(
  '%s',
  (id, operator) => {
    const plans = soldBy(operator);
    const addOns = addOnsOf(plans);
    const { name } = operator.brand;
    const lists = {
      Catalog: [operatorCatalog({ id, name }, plans, URL)],
      Category: categoriesOf(plans, URL),
      ProductOffering: [
        ...plans.map((sold) => planOffering(sold, plans, URL)),
        ...addOns.map((sold) => addOnOffering(sold, URL)),
      ],
      ProductOfferingPrice: [
        ...plans.flatMap((sold) => pricesOfPlan(sold, URL)),
        ...addOns.flatMap((sold) => pricesOfAddOn(sold, URL)),
      ],
      ProductSpecification: [
        ...plans.map((sold) => planSpecification(sold, name, URL)),
        ...addOns.map((sold) => addOnSpecification(sold, name, URL)),
      ],
    };

    it.each(Object.entries(lists))('has a %s list that is as the file says', (type, body) => {
      const headers = {
        'content-type': 'application/json',
        'x-total-count': String(body.length),
        'x-result-count': String(body.length),
      };
      judgeAnswer(`list${type}`, { status: 200, headers, body: JSON.parse(JSON.stringify(body)) as unknown });
      const ids = body.map((one) => one['id']);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('refers to nothing that is not there', () => {
      const hrefs = new Set(Object.values(lists).flatMap((all) => all.map((one) => one['href'])));
      const named = [...JSON.stringify(lists).matchAll(/"href":"([^"]+)"/g)].map(([, href]) => href);
      expect(named.filter((href) => !hrefs.has(href))).toEqual([]);
    });
  },
);

describe('prices of usage', () => {
  it.each([
    [{ numerator: 1, denominator: 50, increment: 1 }, 'bytes', 20_000, 'MB'],
    [{ numerator: 1, denominator: 2_000_000, increment: 1 }, 'bytes', 500, 'GB'],
    [{ numerator: 600_000, denominator: 1, increment: 60 }, 'seconds', 600_000, 'min'],
    [{ numerator: 50_000, denominator: 1, increment: 1 }, 'messages', 50_000, 'message'],
  ] as const)('%j of %s are %d micros a %s', (rate, unit, micros, units) => {
    expect(pricePer(rate, unit)).toEqual({ micros, per: { amount: 1, units } });
  });

  it('are not rounded: what is no whole number of micros has no amount', () => {
    expect(pricePer({ numerator: 1, denominator: 7, increment: 1 }, 'seconds')).toBeUndefined();
  });
});
