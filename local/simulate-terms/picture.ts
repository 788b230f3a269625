/** A simulation as a picture for the board: each plan's margin before and after, and what the whole costs. */
import type { Simulation } from '../../domain/agreements/simulate.js';
import { formatMoney } from '../money.js';

const WIDTH = 960;
const LEFT = 250;
const BAR = 18;
const ROW = 64;
const TOP = 150;
const RIGHT = 170;
const COLOURS = { before: '#8a8f98', after: '#1b6e53', loss: '#b3261e', ink: '#1d1d1f', line: '#c9ccd1' };

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * @param names  of plan versions
 * @returns SVG, readable without a legend elsewhere
 */
export function pictureOf(
  { plans, before, after, activeLines, records, subscribersAffected, commitmentGap }: Simulation,
  {
    title,
    currency,
    names,
  }: { readonly title: string; readonly currency: string; readonly names: ReadonlyMap<string, string> },
): string {
  const money = (micros: bigint): string => formatMoney(Number(micros), currency);
  const margins = plans.flatMap(({ marginBefore, marginAfter }) => [
    Number(marginBefore),
    Number(marginAfter),
  ]);
  const [least, most] = [Math.min(0, ...margins), Math.max(0, ...margins)];
  const x = (micros: number): number =>
    LEFT + ((micros - least) / Math.max(1, most - least)) * (WIDTH - LEFT - RIGHT);
  const bar = (micros: bigint, y: number, colour: string): string => {
    const [from, to] = [x(Math.min(0, Number(micros))), x(Math.max(0, Number(micros)))];
    return (
      `<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(1, to - from).toFixed(1)}" height="${BAR}" fill="${colour}"/>` +
      `<text x="${(to + 8).toFixed(1)}" y="${y + 14}">${escaped(money(micros))}</text>`
    );
  };
  const rows = plans.map(({ planId, subscribers, marginBefore, marginAfter, belowFloor }, i) => {
    const y = TOP + i * ROW;
    const warning = belowFloor.length === 0 ? '' : ` · below the floor: ${belowFloor.join(', ')}`;
    return (
      `<text x="24" y="${y + 14}" font-weight="600">${escaped(names.get(planId) ?? planId)}</text>` +
      `<text x="24" y="${y + 34}" fill="${belowFloor.length === 0 ? COLOURS.before : COLOURS.loss}">${subscribers} subscribers${warning}</text>` +
      bar(marginBefore, y, COLOURS.before) +
      bar(marginAfter, y + BAR + 4, marginAfter < 0n ? COLOURS.loss : COLOURS.after)
    );
  });
  const gap = Object.values(commitmentGap).reduce((sum, micros) => sum + micros, 0n);
  const height = TOP + plans.length * ROW + 30;
  const said = [
    `Host cost ${money(before.micros)} → ${money(after.micros)}`,
    `${subscribersAffected} of ${activeLines} lines in plans that fall below a floor or into loss`,
    ...(gap === 0n ? [] : [`missed minimums ${money(gap)}`]),
    `${records} usage records`,
  ].join(' · ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="Noto Sans, Helvetica, Arial, sans-serif" font-size="13" fill="${COLOURS.ink}">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="24" y="40" font-size="22" font-weight="600">${escaped(title)}</text>
<text x="24" y="66">${escaped(said)}</text>
<rect x="24" y="90" width="14" height="14" fill="${COLOURS.before}"/><text x="44" y="102">margin now</text>
<rect x="144" y="90" width="14" height="14" fill="${COLOURS.after}"/><text x="164" y="102">margin under the proposal</text>
<rect x="354" y="90" width="14" height="14" fill="${COLOURS.loss}"/><text x="374" y="102">loss under the proposal</text>
<line x1="${x(0).toFixed(1)}" y1="${TOP - 16}" x2="${x(0).toFixed(1)}" y2="${height - 24}" stroke="${COLOURS.line}"/>
${rows.join('\n')}
</svg>
`;
}
