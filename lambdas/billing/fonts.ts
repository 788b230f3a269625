/**
 * The fonts that bills are set in, beside the bundle (`read.assets.json` says from where): Noto Sans for Latin, Greek,
 * Cyrillic and Devanagari, in files by script, and Noto Sans SC for the rest, which is Chinese. SIL Open Font License.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTypeOfWoff } from './woff.js';

export type Weight = 400 | 700;

/** Part of a text that one font file sets. */
export interface Run {
  readonly text: string;
  /** Names the file in `fontBytes`. */
  readonly font: string;
}

const REST = 'noto-sans-sc-chinese-simplified';

interface Script {
  readonly file: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

let scripts: readonly Script[] | undefined;
const opened = new Map<string, Buffer>();

const folder = (): string => process.env['FONTS_FOLDER'] ?? join(__dirname, 'fonts');

function loadScripts(): readonly Script[] {
  const ranges = JSON.parse(readFileSync(join(folder(), 'unicode.json'), 'utf8')) as Record<string, string>;
  return (
    Object.entries(ranges)
      .map(([script, text]) => ({ file: `noto-sans-${script}`, ranges: rangesOf(text) }))
      // Latin first, and with it the marks and digits that scripts share.
      .sort((a, b) => a.file.length - b.file.length || (a.file < b.file ? -1 : 1))
      .sort((a, b) => Number(b.file === 'noto-sans-latin') - Number(a.file === 'noto-sans-latin'))
  );
}

/** "U+0400-045F,U+2116" */
function rangesOf(text: string): (readonly [number, number])[] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.replace('U+', '').split('-');
    return [parseInt(from, 16), parseInt(to, 16)] as const;
  });
}

/** A text in parts that one font each can set, in order. */
export function fontRuns(text: string, weight: Weight): Run[] {
  const runs: { text: string; font: string }[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    // A space looks alike in all; it needs no run of its own.
    const font = character === ' ' && last !== undefined ? last.font : `${fileFor(character)}-${weight}`;
    if (last?.font === font) last.text += character;
    else runs.push({ text: character, font });
  }
  return runs;
}

function fileFor(character: string): string {
  scripts ??= loadScripts();
  const code = character.codePointAt(0)!;
  const covers = ({ ranges }: Script) => ranges.some(([from, to]) => code >= from && code <= to);
  return scripts.find(covers)?.file ?? REST;
}

/** An OpenType font; kept for the life of the instance. */
export function fontBytes(font: string): Buffer {
  let bytes = opened.get(font);
  if (bytes === undefined) {
    bytes = openTypeOfWoff(readFileSync(join(folder(), `${font}-normal.woff`)));
    opened.set(font, bytes);
  }
  return bytes;
}
