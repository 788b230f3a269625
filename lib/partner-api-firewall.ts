import { Aws, Fn } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.js';
import type { ScopedHttpApi } from './scoped-http-api.js';

export interface PartnerApiFirewallProps {
  readonly api: ScopedHttpApi;
  /** Of scope CLOUDFRONT. */
  readonly webAclArn: string;
}

/** A CloudFront distribution with a web ACL before an HTTP API. Nothing is cached. */
export class PartnerApiFirewall extends Construct {
  public readonly distribution: Distribution;
  public readonly url: string;
  /** What the functions need to refuse requests that went around the firewall. */
  public readonly environment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, { api, webAclArn }: PartnerApiFirewallProps) {
    super(scope, id);
    // Why the stack's own id: it is random, in no template, and the same at every deployment.
    const key = Fn.select(2, Fn.split('/', Aws.STACK_ID));
    const host = Fn.select(2, Fn.split('/', api.url));
    this.distribution = new Distribution(this, 'Resource', {
      webAclId: webAclArn,
      enableLogging: false,
      defaultBehavior: {
        origin: new HttpOrigin(host, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          customHeaders: { 'x-wildlily-door': key },
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
    });
    acknowledge(this.distribution, {
      'AwsSolutions-CFR1': 'Partners may sit anywhere; the web ACL can restrict countries.',
      'AwsSolutions-CFR3': 'The API behind it writes access logs, and the web ACL its own.',
      'AwsSolutions-CFR4': 'The name of the distribution is used, whose certificate CloudFront owns.',
    });
    this.url = `https://${this.distribution.distributionDomainName}`;
    this.environment = { PARTNER_DOOR_KEY: key };
  }
}
