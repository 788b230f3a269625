/** Insight: months, and figures of groups in them. */
import { fromMicros } from '../../domain/operator/decimal.js';
import { groupCells } from '../../domain/insights/cube.js';
import { type Dimension, DIMENSIONS } from '../../domain/insights/person.js';
import { answerList, listOf, listQuery } from '../partners/kernel/list.js';
import { invalid, notFound } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { insightMonth, insightMonths } from './insight-months.js';
import type { ExperimentsOffice } from './office.js';
import { operatorOnly } from './operator.js';
import { smallestGroupOf } from './results.js';

type Books = Pick<ExperimentsOffice, 'client' | 'table' | 'operator'>;

export function insightHandlers(books: Books): Readonly<Record<string, PartnerHandler>> {
  return {
    listInsightMonths: async (request) => {
      operatorOnly(request.partner, 'insight');
      return answerList(listQuery(request.query, ['month']), listOf(await insightMonths(books)), (month) => ({
        ...month,
      }));
    },
    queryInsight: async (request) => query(books, request),
  };
}

const isDimension = (name: string): name is Dimension => (DIMENSIONS as readonly string[]).includes(name);

async function query(books: Books, { partner, path, query: given }: PartnerRequest) {
  operatorOnly(partner, 'insight');
  const { by = '', plan, tenure, channel, ...rest } = given;
  const names = by === '' ? [] : by.split(',');
  const unknown = names.filter((name) => !isDimension(name));
  if (unknown.length > 0)
    throw invalid('invalid-query', [
      { param: 'by', reason: `got "${unknown.join(',')}"; allowed: ${DIMENSIONS.join(', ')}` },
    ]);
  const month = path['month'] ?? '';
  const found = await insightMonth(books, month);
  if (found === undefined) throw notFound('insight-month', month);
  const where = Object.fromEntries(
    Object.entries({ plan, tenure, channel }).filter(([, value]) => value !== undefined),
  ) as Partial<Record<Dimension, string>>;
  // A market that has become stricter since is obeyed in months that were closed before, too.
  const smallest = await smallestGroupOf(books);
  const cells = found.cells.filter(({ people }) => people >= smallest);
  const groups = groupCells(cells, names.filter(isDimension), where);
  return answerList(listQuery(rest, []), listOf(groups), ({ by: of, people, sums }) => ({
    by: of,
    people,
    revenue: fromMicros(sums.revenue),
    // In whole micros: what is left of a micro is nobody's.
    arpu: fromMicros(sums.revenue / BigInt(people)),
    wholesale: fromMicros(sums.wholesale),
    bytes: String(sums.bytes),
    seconds: String(sums.seconds),
    messages: String(sums.messages),
    churned: Number(sums.churned),
  }));
}
