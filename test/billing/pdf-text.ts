import { spawnSync } from 'node:child_process';

// Why another process: the reader is an ES module, which Jest's module system can't load.
const READER = `
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { getDocumentProxy, extractText } = await import('unpdf');
const pdf = await getDocumentProxy(new Uint8Array(Buffer.concat(chunks)));
const { text } = await extractText(pdf, { mergePages: false });
const { info } = await pdf.getMetadata();
console.log(JSON.stringify({ pages: text, info }));
`;

/** What a PDF says, page by page, as a reader of its own finds it. */
export function readPdf(pdf: Buffer): { pages: string[]; info: Record<string, unknown> } {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', READER], {
    input: pdf,
    cwd: __dirname,
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout)) as { pages: string[]; info: Record<string, unknown> };
}
