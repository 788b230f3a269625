import { CfnResource, Stack, Validations, type App, type IPolicyValidationPlugin } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks, ServerlessChecks, type NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { PAYMENT_PROVIDERS } from '../../domain/payments/provider.js';
import { FrontDoor, OperatorStage } from '../../lib/index.js';
import { sampleOperator, testApp } from './support/app.js';

interface Acknowledged {
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
}

const PACKS = [AwsSolutionsChecks, ServerlessChecks];
const MIN_RESOURCES = 75;

function acknowledgements(scope: IConstruct): Acknowledged[] {
  return scope.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Record<string, string>).map(([id, reason]) => ({
          path: node.path,
          rule: id.replace(/^annotation::/i, ''),
          reason,
        })),
      ),
  );
}

/** What the packs find when nothing is acknowledged: `rule at path of the resource`. */
function findings(app: App, acknowledging: boolean): Set<string> {
  const found = PACKS.flatMap((Pack) => {
    const pack: NagPack & IPolicyValidationPlugin = new Pack(app);
    if (!acknowledging) Object.assign(pack, { isAcknowledged: () => false });
    return pack
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      );
  });
  return new Set(found);
}

const plain = testApp();
new OperatorStage(plain, 'lily-gb', { operator: sampleOperator() });

/** With everything that can be chosen. */
const chosen = testApp();
const theirs = new Stack(chosen, 'Theirs', { env: { region: 'eu-west-2', account: '111122223333' } });
new OperatorStage(chosen, 'lily-gb', {
  operator: sampleOperator(),
  env: { region: 'eu-west-2', account: '111122223333' },
  provisionedConcurrency: 2,
  frontDoor: FrontDoor.alb({
    vpc: Vpc.fromVpcAttributes(theirs, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      vpcCidrBlock: '10.7.0.0/16',
      availabilityZones: ['eu-west-2a', 'eu-west-2b'],
      privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
    }),
    certificate: Certificate.fromCertificateArn(
      theirs,
      'Certificate',
      'arn:aws:acm:eu-west-2:111122223333:certificate/4f3c1b1e-0000-4000-8000-000000000000',
    ),
  }),
});

/** Every payment provider, behind a web ACL and under a name of its own; partners behind a web ACL, with a host. */
const payments = testApp();
const paying = sampleOperator();
new OperatorStage(payments, 'lily-gb', {
  operator: { ...paying, payments: { ...paying.payments, providers: [...PAYMENT_PROVIDERS] } },
  host: { url: 'https://host.example' },
  partnerWebAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/partners/0123abcd',
  webhooksWebAclArn: 'arn:aws:wafv2:eu-west-2:111122223333:regional/webacl/payments/0123abcd',
  webhooksDomain: {
    domainName: 'payments.lily.example',
    certificate: Certificate.fromCertificateArn(
      new Stack(payments, 'Payments'),
      'Certificate',
      'arn:aws:acm:eu-west-2:111122223333:certificate/4f3c1b1e-0000-4000-8000-000000000000',
    ),
  },
});

const unlogged = testApp();
new OperatorStage(unlogged, 'lily-gb', {
  operator: sampleOperator(),
  frontDoor: FrontDoor.httpApi({ accessLogsOptOutReason: 'The host keeps logs of every request.' }),
});

const sandbox = testApp();
new OperatorStage(sandbox, 'lily-gb', { operator: sampleOperator(), sandbox: true });

describe.each([
  ['as it comes', plain],
  ['as a sandbox', sandbox],
  ['behind a load balancer', chosen],
  ['with webhooks and partners behind web ACLs', payments],
  ['without access logs', unlogged],
])('%s', (_, app) => {
  beforeAll(() => {
    app.synth();
  });

  test('the AwsSolutions and Serverless packs pass', () => {
    expect([...findings(app, true)]).toEqual([]);
  });

  test('they looked at the whole operator', () => {
    const resources = app.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
    expect(resources.length).toBeGreaterThan(MIN_RESOURCES);
    expect(findings(app, false).size).toBeGreaterThan(10);
  });

  test('every acknowledgement is used', () => {
    const found = [...findings(app, false)];
    const unused = acknowledgements(app).filter(
      ({ path, rule }) =>
        !found.some(
          (finding) => finding.startsWith(`${rule} at ${path}/`) || finding === `${rule} at ${path}`,
        ),
    );
    expect(unused).toEqual([]);
  });

  test('every acknowledgement has a reason', () => {
    const all = acknowledgements(app);
    expect(all.length).toBeGreaterThan(0);
    expect(all.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });
});
