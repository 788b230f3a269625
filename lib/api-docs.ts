import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Alarm, IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { buildOpenApi } from '../domain/openapi/build.js';
import { documentedOperator } from '../domain/openapi/documented-operator.js';
import type { Operator } from '../domain/operator/operator.js';
import { addAlarm, ALARM_PERIOD } from './alarm.js';
import { operatorIdProblems, refuse } from './check-props.js';
import { HouseFunction } from './function-defaults.js';
import { lambdaBundlePath } from './lambda-bundles.js';
import type { IScopedHttpApi } from './scoped-http-api.js';

export interface ApiDocsProps {
  /** Names the operator in descriptions and alarms: 1 to 64 letters, digits, ".", "_", "-". */
  readonly operatorId: string;

  /** Whose name, market and colours the documentation has. */
  readonly operator: Pick<Operator, 'brand' | 'market' | 'plans' | 'addOns'>;

  /** The API that is documented, and that answers `GET /openapi.json` and `GET /docs`. */
  readonly api: IScopedHttpApi;

  /** The API's base URL as partners have it, without a slash at its end. */
  readonly url: string;

  /** Where partners fetch tokens. */
  readonly tokenUrl: string;

  /**
   * Which API it is.
   *
   * @default 'partner'
   */
  readonly document?: 'partner' | 'settlement';

  /**
   * Whether the API has `/test/simulations`.
   *
   * @default false
   */
  readonly sandbox?: boolean;

  /**
   * Who is told of alarms.
   *
   * @default - alarms change state, nobody is told
   */
  readonly alarmTopic?: ITopic;

  /** @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
}

/**
 * The documentation of the partner API or the settlement API: an OpenAPI 3.1 document of the routes that are deployed, and a reference page in
 * the brand's colours. Both need no token.
 */
export class ApiDocs extends Construct {
  public readonly reader: LambdaFunction;
  public readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ApiDocsProps) {
    super(scope, id);
    refuse(this, operatorIdProblems(props.operatorId));
    const { operatorId, url, tokenUrl } = props;
    this.reader = new HouseFunction(this, 'Reader', {
      bundle: 'docs-read',
      codePath: readerFolder(this, props),
      description: `Documents the ${props.document ?? 'partner'} API of ${operatorId}`,
      environment: { PARTNER_URL: url, TOKEN_URL: tokenUrl },
      failuresGo: 'To the caller: it answers requests.',
      logRetention: props.logRetention,
    });
    props.api.addPublicRoutes('Docs', {
      routes: ['/openapi.json', '/docs', '/docs/{file}'].map((path) => ({ method: HttpMethod.GET, path })),
      handler: this.reader,
      reason: 'Documentation: the same for everybody, and nothing of a subscriber or a partner is in it.',
    });
    this.alarms = [
      addAlarm(
        this,
        'ReaderErrors',
        {
          metric: this.reader.metricErrors({ period: ALARM_PERIOD }),
          threshold: 1,
          description: `Documentation of the ${props.document ?? 'partner'} API of ${operatorId} could not be read. The function's log group says why.`,
        },
        props.alarmTopic,
      ),
    ];
  }

  /** Requests for the document, the page and its files. */
  public metricReads(options?: MetricOptions): IMetric {
    return this.reader.metricInvocations(options);
  }
}

/** The function's code with the operator's document beside it; the folder is named by its content. */
function readerFolder(
  scope: Construct,
  { operator, sandbox = false, document: api = 'partner' }: ApiDocsProps,
): string {
  const assembly = Stage.of(scope);
  if (!assembly) throw new Error(`${scope.node.path} must be inside an App or a Stage.`);
  const bundle = lambdaBundlePath('docs-read');
  const document = buildOpenApi(documentedOperator(operator, { sandbox, api }));
  const { name, theme } = operator.brand;
  const files = {
    'openapi.json': JSON.stringify(document),
    'page.json': JSON.stringify({
      api,
      name,
      theme,
      tags: (document['tags'] as readonly { readonly name: string }[]).map((tag) => tag.name),
      sandbox,
    }),
  };
  const digest = createHash('sha256').update(readFileSync(join(bundle, 'index.js')));
  for (const text of Object.values(files)) digest.update(text);
  const folder = join(assembly.assetOutdir, `api-docs-${digest.digest('hex').slice(0, 16)}`);
  mkdirSync(folder, { recursive: true });
  cpSync(bundle, folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}
