import type { LocalCloud } from '../cloud.js';
import { isServiceError } from '../dynamodb/errors.js';
import type { Table } from '../dynamodb/table.js';
import type { Provider } from '../template/deployment.js';

interface TableProps {
  readonly TableName?: string;
  readonly AttributeDefinitions: readonly object[];
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly GlobalSecondaryIndexes?: readonly IndexProps[];
  readonly LocalSecondaryIndexes?: readonly IndexProps[];
  readonly StreamSpecification?: { readonly StreamViewType: string };
  readonly TimeToLiveSpecification?: { readonly AttributeName?: string; readonly Enabled: boolean };
}

interface IndexProps {
  readonly IndexName: string;
  readonly KeySchema: unknown;
  readonly Projection: unknown;
}

/** DynamoDB tables; a global table becomes its replica here. Capacity is on demand whatever the template says. */
export function tableProvider({ options: { dynamodb } }: LocalCloud): Provider {
  return {
    types: ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'],
    create: async ({ properties, physicalName }) => {
      const props = properties as unknown as TableProps;
      const name = props.TableName ?? physicalName;
      const existing = await describe(dynamodb, name);
      if (existing === undefined) {
        await dynamodb.call('CreateTable', {
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: props.AttributeDefinitions,
          KeySchema: props.KeySchema,
          GlobalSecondaryIndexes: props.GlobalSecondaryIndexes?.map(indexOf),
          LocalSecondaryIndexes: props.LocalSecondaryIndexes?.map(indexOf),
          ...(props.StreamSpecification === undefined
            ? {}
            : { StreamSpecification: { StreamEnabled: true, ...props.StreamSpecification } }),
        });
      } else if (JSON.stringify(keyNames(existing.KeySchema)) !== JSON.stringify(keyNames(props.KeySchema))) {
        throw new Error(
          `the kept table has the key ${keyNames(existing.KeySchema).join(', ')}, the template ` +
            `${keyNames(props.KeySchema).join(', ')}; start with another --data folder`,
        );
      }
      const ttl = props.TimeToLiveSpecification;
      if (ttl?.Enabled === true && (existing === undefined || existing.TimeToLive?.Enabled !== true))
        await dynamodb
          .call('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification: ttl })
          .catch(ignoreRepeated);

      const { TableArn, LatestStreamArn, TableId } = (await describe(dynamodb, name)) as Table & {
        TableId: string;
      };
      return {
        ref: name,
        attributes: {
          Arn: TableArn,
          TableId,
          ...(LatestStreamArn === undefined ? {} : { StreamArn: LatestStreamArn }),
        },
      };
    },
  };
}

const indexOf = ({ IndexName, KeySchema, Projection }: IndexProps): IndexProps => ({
  IndexName,
  KeySchema,
  Projection,
});

async function describe(
  dynamodb: LocalCloud['options']['dynamodb'],
  name: string,
): Promise<Table | undefined> {
  try {
    const { Table: table } = await dynamodb.call('DescribeTable', { TableName: name });
    return table as Table;
  } catch (error) {
    if (isServiceError(error) && String(error.body['__type']).endsWith('ResourceNotFoundException'))
      return undefined;
    throw error;
  }
}

/** DynamoDB refuses to switch on what is on. */
function ignoreRepeated(error: unknown): void {
  if (!/already enabled/i.test(String(error))) throw error;
}

const keyNames = (schema: TableProps['KeySchema']): string[] =>
  schema.map(({ AttributeName }) => AttributeName);
