import { fontBytes, fontRuns, type Run, type Weight } from './fonts.js';

export interface TextStyle {
  readonly size: number;
  readonly weight: Weight;
  /** `#rrggbb` */
  readonly colour: string;
}

/** Sets text that may need several fonts, on one line and one baseline. */
export class Pen {
  private readonly doc: PDFKit.PDFDocument;
  private readonly registered = new Set<string>();
  private readonly widths = new Map<string, number>();

  constructor(doc: PDFKit.PDFDocument) {
    this.doc = doc;
  }

  /** Points. */
  widthOf(text: string, { size, weight }: TextStyle): number {
    // Why at size 1000: one measurement serves all sizes.
    const key = `${weight}/${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      width = fontRuns(printable(text), weight).reduce((sum, run) => sum + this.measure(run), 0);
      this.widths.set(key, width);
    }
    return (width * size) / 1000;
  }

  private measure({ font, text }: Run): number {
    this.use(font, 1000);
    return this.doc.widthOfString(text);
  }

  private use(font: string, size: number): void {
    if (!this.registered.has(font)) {
      this.doc.registerFont(font, fontBytes(font));
      this.registered.add(font);
    }
    this.doc.font(font).fontSize(size);
  }

  /** @param x  of its left end, or with `align` right of its right end; `y` of its baseline */
  write(text: string, x: number, y: number, style: TextStyle, align: 'left' | 'right' = 'left'): void {
    let at = align === 'right' ? x - this.widthOf(text, style) : x;
    for (const run of fontRuns(printable(text), style.weight)) {
      this.use(run.font, style.size);
      this.doc.fillColor(style.colour).text(run.text, at, y, { lineBreak: false, baseline: 'alphabetic' });
      at += this.doc.widthOfString(run.text);
    }
  }

  /** Cuts a text into lines no wider than `width`: at spaces, and where there are none between characters. */
  lines(text: string, width: number, style: TextStyle): string[] {
    const lines: string[] = [];
    let line = '';
    const fits = (candidate: string) => this.widthOf(candidate.trimEnd(), style) <= width;
    for (const word of text.match(/\S+\s*/g) ?? []) {
      if (fits(line + word)) {
        line += word;
        continue;
      }
      if (line !== '') lines.push(line.trimEnd());
      line = '';
      for (const character of word) {
        if (line !== '' && !fits(line + character)) {
          lines.push(line);
          line = '';
        }
        line += character;
      }
    }
    return [...lines, line.trimEnd()];
  }
}

/** Spaces that formats of numbers and dates use, and fonts of some scripts lack. */
const printable = (text: string): string => text.replaceAll(/[\u00a0\u2000-\u200a\u202f]/g, ' ');
