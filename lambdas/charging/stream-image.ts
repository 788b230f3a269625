import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from '../../domain/charging/item.js';
import { unmarshalItem } from './dynamodb-account-store.js';

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;

/** An account item as a stream carries it: binary as base64 text. */
export function itemOfImage(image: Image): Item {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(image)) {
    if (value.N !== undefined) attributes[name] = { N: value.N };
    else if (value.S !== undefined) attributes[name] = { S: value.S };
    else if (value.B !== undefined) attributes[name] = { B: Buffer.from(value.B, 'base64') };
  }
  return unmarshalItem(attributes);
}
