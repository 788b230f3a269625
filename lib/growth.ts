import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { operatorId, type Operator } from '../domain/operator/operator.js';
import { AdDecisions } from './ad-decisions.js';
import { Experiments } from './experiments.js';
import { Loyalty } from './loyalty.js';
import type { Partners } from './partners.js';
import { Promotions } from './promotions.js';
import type { ISubscriberStore } from './subscriber-store.js';
import type { ITokenIssuer } from './token-issuer.js';

export interface GrowthProps {
  /** The parsed operator file. */
  readonly operator: Operator;

  readonly store: ISubscriberStore;

  readonly issuer: ITokenIssuer;

  /** Where usage is told; forecasts, months of insight and trials are made of it. */
  readonly eventBus: IEventBus;

  /** The partner API, whose routes these are, and its events. */
  readonly partners: Partners;

  /** See `ExperimentsProps`. */
  readonly trustedRecipeKeys?: readonly string[] | undefined;

  /** @default false */
  readonly sandbox?: boolean | undefined;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic | undefined;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays | undefined;
}

/**
 * What makes an operator grow: promotions and codes, advertising on sponsors' money, membership and shop baskets, trials.
 * Only a composition of the other constructs, each of which can be used alone.
 */
export class Growth extends Construct {
  public readonly promotions: Promotions;
  /** Sponsors, campaigns and advertisements. */
  public readonly ads: AdDecisions;
  /** Only when the operator file has `loyalty`. */
  public readonly loyalty: Loyalty | undefined;
  public readonly experiments: Experiments;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: GrowthProps) {
    super(scope, id);
    const { operator, partners, alarmTopic, trustedRecipeKeys, ...rest } = props;
    const house = {
      ...rest,
      operatorId: operatorId(operator),
      api: partners.http,
      url: partners.url,
      usagePlans: partners.usagePlans,
      firewall: partners.firewall,
      ...(alarmTopic === undefined ? {} : { alarmTopic }),
    };

    const { loyalty } = operator;
    this.promotions = new Promotions(this, 'Promotions', {
      ...house,
      ...(loyalty === undefined ? {} : { loyaltyTerms: loyalty }),
    });
    const { credit: pointValue } = loyalty?.pointValue ?? {};
    this.ads = new AdDecisions(this, 'Ads', {
      ...house,
      ...(pointValue === undefined ? {} : { pointValue }),
      ...(loyalty === undefined ? {} : { loyaltyTerms: loyalty }),
    });
    this.loyalty = loyalty && new Loyalty(this, 'Loyalty', { ...house, terms: loyalty });
    this.experiments = new Experiments(this, 'Experiments', {
      ...house,
      ...(trustedRecipeKeys === undefined ? {} : { trustedRecipeKeys }),
    });
    for (const handler of [
      this.promotions.api,
      this.promotions.generate,
      this.promotions.sweep,
      this.ads.sponsors,
      this.ads.sponsorsSweep,
      this.ads.decisions,
      this.ads.ads,
      this.ads.adsSweep,
      this.loyalty?.api,
      this.loyalty?.sweep,
      this.experiments.api,
      this.experiments.sweep,
    ])
      if (handler) partners.events.announce(handler);

    this.alarms = [this.promotions, this.ads, this.loyalty, this.experiments].flatMap(
      (part) => part?.alarms ?? [],
    );
  }
}
