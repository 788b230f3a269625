/**
 * What markets say of traffic that somebody else pays for. An operator's own market is as its operator file has it; of
 * others this table knows, with sources; of all the rest nobody has looked, and content-based zero-rating is denied.
 *
 * The table is no legal advice: it is what was found when it was written, so that a campaign can be compared.
 */
import type { Rule } from '../operator/growth-policy.js';

/** As `market.policy` of the operator file has it; what is absent follows `rule`. */
export interface ContentRules {
  readonly rule: Rule;
  /** Of whole categories that any provider can join. */
  readonly category?: Rule | undefined;
  /** Where a third party pays for it, as a sponsor does. */
  readonly paidByThirdParty?: Rule | undefined;
  readonly source: string;
}

export interface MarketRules {
  /** ISO 3166-1, or 3166-2 where a part of a country has rules of its own. */
  readonly market: string;
  readonly content: ContentRules;
  /** Data that any application can use. */
  readonly dataReward: { readonly rule: Rule; readonly source: string };
}

const NOBODY = 'nobody has reviewed this market yet';

const EU: Omit<MarketRules, 'market'> = {
  content: {
    rule: 'deny',
    category: 'deny',
    paidByThirdParty: 'deny',
    source:
      'Regulation (EU) 2015/2120 Art. 3(3); CJEU C-854/19, C-5/20 and C-34/20 of 2021-09-02; BEREC guidelines of June 2022',
  },
  dataReward: {
    rule: 'allow',
    source:
      'Regulation (EU) 2015/2120 Art. 3(2): data that any application can use treats no traffic differently; no ruling found, have it reviewed',
  },
};

/** The Union, and the EEA, which took the regulation over. */
const EEA = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO'.split(
  ' ',
);

const TABLE: readonly MarketRules[] = [
  ...EEA.map((market) => ({ market, ...EU })),
  {
    market: 'GB',
    content: {
      rule: 'unreviewed',
      category: 'allow',
      source:
        'Ofcom net neutrality guidance of October 2023 allows most of it; have an offer reviewed before you rely on it',
    },
    dataReward: {
      rule: 'allow',
      source: 'Ofcom net neutrality guidance of October 2023: not content-based',
    },
  },
  {
    market: 'IN',
    content: {
      rule: 'deny',
      category: 'deny',
      paidByThirdParty: 'deny',
      source: 'TRAI, Prohibition of Discriminatory Tariffs for Data Services Regulations 2016, regulation 3',
    },
    dataReward: {
      rule: 'unreviewed',
      source:
        'TRAI recommendations of 2016-12-19 want free data to be independent of the operator; whether an operator may give it is not reviewed',
    },
  },
  {
    market: 'US',
    content: {
      rule: 'allow',
      source:
        'no federal rule in force since In re MCP No. 185 (6th Cir., 2025-01-02); states may have their own',
    },
    dataReward: { rule: 'allow', source: 'no federal rule found' },
  },
  {
    market: 'US-CA',
    content: {
      rule: 'deny',
      category: 'allow',
      paidByThirdParty: 'deny',
      source:
        'California Internet Consumer Protection and Net Neutrality Act of 2018 (SB 822), Civil Code § 3101(a)(5) and (6): no zero-rating for consideration from a third party, nor of a part of a category',
    },
    dataReward: {
      rule: 'allow',
      source:
        'SB 822 is about zero-rating of some content; data that any application can use is none. Have it reviewed',
    },
  },
  {
    market: 'CN',
    content: {
      rule: 'allow',
      source: 'no rule against directional traffic was found, and large plans are sold with it since 2016',
    },
    dataReward: { rule: 'allow', source: 'no rule against it was found' },
  },
];

const BY_MARKET: ReadonlyMap<string, MarketRules> = new Map(TABLE.map((rules) => [rules.market, rules]));

/** Markets of the table that differ from each other, one of each kind. */
export const COMPARED_MARKETS: readonly string[] = ['CN', 'DE', 'GB', 'IN', 'US', 'US-CA'];

/** The part of an operator file's `market` that says what its country allows. */
export interface OwnMarket {
  readonly country: string;
  readonly policy: {
    readonly contentBasedZeroRating: ContentRules;
    readonly dataReward?: { readonly rule: Rule; readonly source: string } | undefined;
  };
}

export function ownRules({ country, policy }: OwnMarket): MarketRules {
  return {
    market: country,
    content: policy.contentBasedZeroRating,
    dataReward: policy.dataReward ?? tableRules(country).dataReward,
  };
}

function tableRules(market: string): MarketRules {
  const known = BY_MARKET.get(market) ?? BY_MARKET.get(market.split('-')[0]!);
  return known === undefined
    ? {
        market,
        content: { rule: 'unreviewed', source: NOBODY },
        dataReward: { rule: 'unreviewed', source: NOBODY },
      }
    : { ...known, market };
}

/** @param own  the operator's market, whose file is the last word on it */
export const rulesOf = (market: string, own: OwnMarket): MarketRules =>
  market === own.country ? ownRules(own) : tableRules(market);
