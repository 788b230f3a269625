import type { LocalCloud } from '../cloud.js';
import type { Provider } from '../template/deployment.js';
import { resourceServerProvider, userPoolClientProvider, userPoolProvider } from './cognito.js';
import { tableProvider } from './dynamodb-table.js';
import { eventSourceMappingProvider } from './event-source-mapping.js';
import { eventBusProvider, ruleProvider } from './events.js';
import { httpApiProviders } from './http-api.js';
import { deliveryStreamProvider, glueProviders } from './lake.js';
import {
  aliasProvider,
  eventInvokeConfigProvider,
  functionProvider,
  versionProvider,
} from './lambda-function.js';
import { bucketNotificationsProvider, bucketProvider } from './s3-bucket.js';
import { scheduleProvider } from './scheduler.js';
import { queueProvider } from './sqs-queue.js';
import { triggerProvider } from './trigger.js';

/** How each type of resource becomes something that runs here. */
export function providersOf(cloud: LocalCloud): Provider[] {
  return [
    tableProvider(cloud),
    functionProvider(cloud),
    versionProvider(cloud),
    aliasProvider(cloud),
    eventInvokeConfigProvider(cloud),
    eventSourceMappingProvider(cloud),
    queueProvider(cloud),
    bucketProvider(cloud),
    bucketNotificationsProvider(cloud),
    ...glueProviders(cloud),
    deliveryStreamProvider(cloud),
    eventBusProvider(cloud),
    ruleProvider(cloud),
    scheduleProvider(cloud),
    userPoolProvider(cloud),
    userPoolClientProvider(cloud),
    resourceServerProvider(),
    ...httpApiProviders(cloud),
    triggerProvider(cloud),
  ];
}

/** Types that matter in AWS and have nothing to do on one machine. */
export const IGNORED_TYPES: readonly string[] = [
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::ApplicationSignals::',
  'AWS::Athena::',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::',
  'AWS::Cognito::UserPoolDomain',
  'AWS::IAM::',
  'AWS::KMS::',
  'AWS::Lambda::Permission',
  'AWS::Logs::',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::',
  'AWS::SQS::QueuePolicy',
  'AWS::WAFv2::',
  'AWS::XRay::',
];
