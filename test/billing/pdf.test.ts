import { billDocument, receiptDocument } from '../../domain/billing/document.js';
import { receiptFor } from '../../domain/billing/receipt-for.js';
import { fontRuns } from '../../lambdas/billing/fonts.js';
import { drawPdf } from '../../lambdas/billing/pdf.js';
import { openTypeOfWoff } from '../../lambdas/billing/woff.js';
import { installFonts } from './fonts.js';
import { readPdf } from './pdf-text.js';
import { LILY, movement, plan, record } from './records.js';
import { sampleBill } from './sample-bills.js';

const THEME = { primary: '#6b2d8b', accent: '#e8a33d', text: '#1a1a1a' };

beforeAll(installFonts);

const draw = (locale: string, brandName?: string, calls?: number) =>
  drawPdf(billDocument(sampleBill(brandName, calls), locale), THEME);
/** The reader sees tabs and several spaces where columns are. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ');

test('a German bill: names, labels, money and dates as Germans write them', async () => {
  const { pages, info } = readPdf(await draw('de-DE', 'Fieldworks Connect'));
  const first = plain(pages[0]!);
  for (const text of [
    'Fieldworks Connect',
    'Rechnung',
    'Familie 20 GB für alle',
    '24,69 €',
    'Fällig am 15.11.2026',
    '02.10.2026 – 01.11.2026',
    'USt 19 %, enthalten (Netto 23,681534 €)',
    'Gutschrift: Störung am 12. Oktober',
    `Seite 1 von ${pages.length}`,
  ]) {
    expect(first).toContain(text);
  }
  expect(info).toMatchObject({ Author: 'Fieldworks Connect', CreationDate: 'D:20261101230000Z' });
  expect(info['Title']).toMatch(/^Rechnung LILY-20261101/);
});

test('a Chinese bill: every character of its name and labels can be read', async () => {
  const { pages } = readPdf(await draw('zh-CN', '百合通信'));
  for (const text of ['百合通信', '账单', '应付金额', '€24.69', `第1页，共${pages.length}页`]) {
    expect(plain(pages[0]!)).toContain(text);
  }
});

test('languages without labels get English, in their own numbers', async () => {
  const { pages } = readPdf(await draw('fr-FR'));
  expect(plain(pages[0]!)).toContain('Amount due');
  expect(plain(pages[0]!)).toContain('24,69 €');
});

test('the itemised list goes on over pages: each with its heading and number, no line twice or missing', async () => {
  const bill = sampleBill('Lily Mobile', 200);
  const { pages } = readPdf(await drawPdf(billDocument(bill, 'en-GB'), THEME));
  expect(pages.length).toBeGreaterThan(5);
  pages.forEach((page, index) => expect(plain(page)).toContain(`Page ${index + 1} of ${pages.length}`));
  const all = plain(pages.join(' '));
  expect(all).toContain('Itemised usage, +4915888000002 …');
  const priced = bill.items.filter(({ unit }) => unit === 'seconds');
  expect(all.match(/\d\d\/\d\d\/\d{4}, \d\d:\d\d:\d\d/g)).toHaveLength(priced.length);
  expect(all).not.toContain('helpline');
});

test('equal input is equal bytes', async () => {
  const [one, other] = [await draw('zh-CN', '百合通信', 20), await draw('zh-CN', '百合通信', 20)];
  expect(one.equals(other)).toBe(true);
  expect(one.equals(await draw('zh-CN', '百合通讯', 20))).toBe(false);
});

test('colours are the brand’s', async () => {
  const bare = billDocument(sampleBill('Lily', 1), 'en');
  expect((await drawPdf(bare, THEME)).equals(await drawPdf(bare, { ...THEME, primary: '#000000' }))).toBe(
    false,
  );
});

test('a receipt of a top-up says what was paid in', async () => {
  const receipt = receiptFor(record(8, { movements: [movement()] }), plan({ paymentMode: 'prepaid' }), LILY)!;
  const { pages } = readPdf(await drawPdf(receiptDocument(receipt, 'en-GB'), THEME));
  expect(plain(pages[0]!)).toMatch(/Receipt .*Topped up €10\.00 /);
  expect(plain(pages[0]!)).toContain('Money paid ahead bears no tax');
});

test('a text is set in as few fonts as its scripts need', () => {
  expect(fontRuns('Lily 百合 Ελλάς', 400)).toEqual([
    { text: 'Lily ', font: 'noto-sans-latin-400' },
    { text: '百合 ', font: 'noto-sans-sc-chinese-simplified-400' },
    { text: 'Ελλάς', font: 'noto-sans-greek-400' },
  ]);
});

test('what is no font is refused', () => {
  expect(() => openTypeOfWoff(Buffer.from('wOF2'))).toThrow('not a WOFF 1.0 file');
});
