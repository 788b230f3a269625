/** Campaigns and agreements that money is open of, found by the index: who sweeps and who states walks them. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { fromItem } from '../shared/attributes.js';
import type { SponsorOffice } from './office.js';

const CAMPAIGNS = 'CAMPAIGNS#OPEN';
const AGREEMENTS = 'AGREEMENTS#OPEN';

const place = (list: string) => (sponsorId: string, id: string) => ({
  gsi1pk: list,
  gsi1sk: `${sponsorId}#${id}`,
});

export const openCampaign = place(CAMPAIGNS);
export const openAgreement = place(AGREEMENTS);

type Books = Pick<SponsorOffice, 'client' | 'tables'>;

/** @param sponsorId  absent: of all sponsors */
export const openCampaigns = (books: Books, sponsorId?: string) => idsOf(books, CAMPAIGNS, sponsorId);
export const openAgreements = (books: Books, sponsorId?: string) => idsOf(books, AGREEMENTS, sponsorId);

/** Ids alone: the index follows the table a moment later, so whoever acts on one reads it again. */
async function* idsOf({ client, tables }: Books, list: string, sponsorId?: string): AsyncIterable<string> {
  let after: Record<string, never> | undefined;
  do {
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(
      new QueryCommand({
        TableName: tables.records,
        IndexName: 'gsi1',
        KeyConditionExpression: `gsi1pk = :list${sponsorId === undefined ? '' : ' AND begins_with(gsi1sk, :sponsor)'}`,
        ExpressionAttributeValues: {
          ':list': { S: list },
          ...(sponsorId === undefined ? {} : { ':sponsor': { S: `${sponsorId}#` } }),
        },
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    for (const item of items) yield (fromItem(item) as { readonly id: string }).id;
    after = last as typeof after;
  } while (after !== undefined);
}
