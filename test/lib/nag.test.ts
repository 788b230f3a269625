import { CfnResource, Validations, type App, type IPolicyValidationPlugin } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks, type NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { OperatorStage } from '../../lib/index.js';
import { sampleOperator, testApp } from './support/app.js';

interface Acknowledged {
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
}

const PACKS = [AwsSolutionsChecks, ServerlessChecks];
const MIN_RESOURCES = 80;

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

const app = testApp();
new OperatorStage(app, 'lily-gb', { operator: sampleOperator() });
app.synth();

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
      !found.some((finding) => finding.startsWith(`${rule} at ${path}/`) || finding === `${rule} at ${path}`),
  );
  expect(unused).toEqual([]);
});

test('every acknowledgement has a reason', () => {
  const all = acknowledgements(app);
  expect(all.length).toBeGreaterThan(0);
  expect(all.filter(({ reason }) => reason.length < 20)).toEqual([]);
});
