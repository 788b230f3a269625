/** What ties products to their customer, as writes of the transactions that make and end them. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';

export interface CustomerProduct {
  /** `cus_…` */
  readonly customerId: string;
  readonly subscriberId: string;
  readonly accountKey: string;
  /** What the account is called among the customer's: the number, say. */
  readonly accountName: string;
}

/**
 * A customer has one more product. Fails the transaction when the customer is not there any more.
 *
 * `CUSTOMER#<id>` / `PRODUCT#<subscriber>` finds a customer's products.
 */
export function addProduct(
  table: string,
  { customerId, subscriberId, accountKey, accountName }: CustomerProduct,
): TransactWriteItem[] {
  return [
    {
      Put: {
        TableName: table,
        Item: { ...productKey(customerId, subscriberId), subscriberId: { S: subscriberId } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Update: {
        TableName: table,
        Key: customerKey(customerId),
        UpdateExpression: 'SET accounts.#account = :name ADD products :one, revision :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#account': accountKey },
        ExpressionAttributeValues: { ':name': { S: accountName }, ':one': { N: '1' } },
      },
    },
  ];
}

/** A product was terminated: its customer has one less, and may be deleted once it has none. */
export function endProduct(
  table: string,
  { customerId, subscriberId }: Pick<CustomerProduct, 'customerId' | 'subscriberId'>,
): TransactWriteItem[] {
  return [
    {
      Update: {
        TableName: table,
        Key: productKey(customerId, subscriberId),
        UpdateExpression: 'SET ended = :yes',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(ended)',
        ExpressionAttributeValues: { ':yes': { BOOL: true } },
      },
    },
    {
      Update: {
        TableName: table,
        Key: customerKey(customerId),
        UpdateExpression: 'ADD products :less, revision :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':less': { N: '-1' }, ':one': { N: '1' } },
      },
    },
  ];
}

const customerKey = (customerId: string) => ({ pk: { S: `CUSTOMER#${customerId}` }, sk: { S: 'META' } });
const productKey = (customerId: string, subscriberId: string) => ({
  pk: { S: `CUSTOMER#${customerId}` },
  sk: { S: `PRODUCT#${subscriberId}` },
});
