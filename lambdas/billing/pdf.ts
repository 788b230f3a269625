/** Draws a bill or receipt as a PDF, A4. Equal input is equal bytes: nothing in it is of the hour it was drawn. */
import PdfKit from 'pdfkit';
import type { PrintedDocument } from '../../domain/billing/document.js';
import type { Table } from '../../domain/billing/tables.js';
import { Pen, type TextStyle } from './pen.js';

/** Colours, `#rrggbb`. */
export interface Theme {
  readonly primary: string;
  readonly accent: string;
  readonly text: string;
}

const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = 48;
const WIDTH = PAGE.width - 2 * MARGIN;
const RIGHT = PAGE.width - MARGIN;
const BOTTOM = PAGE.height - 64;
const TEXT_SIZE = 8.5;
const LINE = 11.5;
const CELL_GAP = 8;
const MUTED = '#6b6b6b';
const RULE = '#d9d9d9';

export async function drawPdf(printed: PrintedDocument, theme: Theme): Promise<Buffer> {
  const made = new Date(printed.madeAtMs);
  const doc = new PdfKit({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    // Why: the library would else load a font of its own that the bundle lacks.
    font: null as unknown as string,
    lang: printed.locale,
    displayTitle: true,
    info: {
      Title: `${printed.title} ${printed.facts[0]?.[1] ?? ''}`,
      Author: printed.brandName,
      CreationDate: made,
      ModDate: made,
    },
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  const sheet = new Sheet(doc, theme);
  sheet.head(printed);
  for (const table of printed.tables) sheet.table(table);
  for (const note of printed.notes) sheet.note(note);
  sheet.footers(printed);
  doc.end();
  return whole;
}

class Sheet {
  private readonly doc: PDFKit.PDFDocument;
  private readonly theme: Theme;
  private readonly pen: Pen;
  private y = 0;

  constructor(doc: PDFKit.PDFDocument, theme: Theme) {
    this.doc = doc;
    this.theme = theme;
    this.pen = new Pen(doc);
  }

  private style(size = TEXT_SIZE, weight: TextStyle['weight'] = 400, colour = this.theme.text): TextStyle {
    return { size, weight, colour };
  }

  private rule(y: number, colour: string, width: number): void {
    this.doc.moveTo(MARGIN, y).lineTo(RIGHT, y).lineWidth(width).strokeColor(colour).stroke();
  }

  head({ brandName, title, facts, headline }: PrintedDocument): void {
    const { pen, theme } = this;
    this.doc.rect(0, 0, PAGE.width, 10).fill(theme.primary);
    pen.write(brandName, MARGIN, 62, this.style(20, 700, theme.primary));
    pen.write(title, RIGHT, 62, this.style(16, 700), 'right');
    this.rule(74, theme.accent, 1.5);
    let y = 100;
    for (const [label, value] of facts) {
      pen.write(label, MARGIN, y, this.style(9, 400, MUTED));
      const lines = pen.lines(value, 210, this.style(9));
      lines.forEach((line, index) => pen.write(line, MARGIN + 80, y + index * 12.5, this.style(9)));
      y += Math.max(1, lines.length) * 12.5 + 2;
    }
    pen.write(headline.label, RIGHT, 100, this.style(9, 400, MUTED), 'right');
    pen.write(headline.value, RIGHT, 124, this.style(22, 700, theme.primary), 'right');
    if (headline.note !== undefined) pen.write(headline.note, RIGHT, 140, this.style(9), 'right');
    this.y = Math.max(y, 150) + 12;
  }

  private newPage(): void {
    this.doc.addPage();
    this.doc.rect(0, 0, PAGE.width, 4).fill(this.theme.primary);
    this.y = 52;
  }

  table(table: Table): void {
    const columns = columnsOf(table);
    const start = (continued: boolean): void => {
      const title = continued ? `${table.title} …` : table.title;
      this.pen.write(title, MARGIN, this.y, this.style(11, 700, this.theme.primary));
      this.y += 16;
      const used = this.row(
        columns,
        table.columns.map(({ label }) => label),
        this.style(7.5, 700, MUTED),
      );
      this.y += used - 9;
      this.rule(this.y, this.theme.accent, 0.75);
      this.y += LINE;
    };
    // Why 60: a title and a heading without a row under them help nobody.
    if (this.y + 60 > BOTTOM) this.newPage();
    start(false);
    const body = (cells: readonly string[], style: TextStyle): void => {
      const height = this.heightOf(columns, cells, style);
      if (this.y + height > BOTTOM) {
        this.newPage();
        start(true);
      }
      this.row(columns, cells, style);
      this.y += height;
    };
    for (const cells of table.rows) {
      body(cells, this.style());
      this.rule(this.y - LINE + 3, RULE, 0.25);
    }
    if (table.total !== undefined) body(table.total, this.style(TEXT_SIZE, 700));
    this.y += 16;
  }

  private heightOf(columns: readonly Place[], cells: readonly string[], style: TextStyle): number {
    const lines = cells.map((cell, index) => this.pen.lines(cell, columns[index]!.width, style).length);
    return Math.max(1, ...lines) * LINE + 2;
  }

  /** @returns its height */
  private row(columns: readonly Place[], cells: readonly string[], style: TextStyle): number {
    cells.forEach((cell, index) => {
      const { x, width, align } = columns[index]!;
      this.pen.lines(cell, width, style).forEach((line, row) => {
        this.pen.write(line, align === 'right' ? x + width : x, this.y + row * LINE, style, align);
      });
    });
    return this.heightOf(columns, cells, style);
  }

  note(text: string): void {
    const style = this.style(TEXT_SIZE, 400, MUTED);
    for (const line of this.pen.lines(text, WIDTH, style)) {
      if (this.y + LINE > BOTTOM) this.newPage();
      this.pen.write(line, MARGIN, this.y, style);
      this.y += LINE;
    }
  }

  footers({ brandName, facts, pageLabel }: PrintedDocument): void {
    const { count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.doc.switchToPage(page);
      this.rule(PAGE.height - 46, RULE, 0.5);
      const label = pageLabel.replace('{page}', String(page + 1)).replace('{pages}', String(count));
      const style = this.style(7.5, 400, MUTED);
      this.pen.write(`${brandName} · ${facts[0]?.[1] ?? ''}`, MARGIN, PAGE.height - 34, style);
      this.pen.write(label, RIGHT, PAGE.height - 34, style, 'right');
    }
  }
}

interface Place {
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
}

function columnsOf({ columns }: Table): Place[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const room = WIDTH - CELL_GAP * (columns.length - 1);
  let x = MARGIN;
  return columns.map(({ share, align }) => {
    const width = (room * share) / shares;
    const place = { x, width, align };
    x += width + CELL_GAP;
    return place;
  });
}
