/** What docs/orders.md shows of the code: state machines and steps, drawn from the data that the code works by. */
import { PORT_IN_COUNTRIES, portInFields } from './port-in-fields.js';
import { drawMachine, MACHINES, type MachineName } from './states.js';
import { type Step, STEPS_BY_KIND } from './steps.js';

/** Parts of the document by the name of their markers: `<!-- drawn: machines -->` … `<!-- end -->`. */
export function drawnParts(): Readonly<Record<string, string>> {
  return { machines: machines(), steps: steps(), 'port-in': portIn() };
}

/** The document with its drawn parts as the code has them now. */
export function redraw(document: string): string {
  const parts = drawnParts();
  return document.replace(
    /<!-- drawn: ([\w-]+) -->\n[\s\S]*?<!-- end -->/g,
    (_whole, name: string) => `<!-- drawn: ${name} -->\n\n${parts[name] ?? ''}\n\n<!-- end -->`,
  );
}

const machines = (): string =>
  (Object.keys(MACHINES) as MachineName[])
    .map((name) => `### ${name}: ${MACHINES[name].of}\n\n\`\`\`mermaid\n${drawMachine(name)}\n\`\`\``)
    .join('\n\n');

function steps(): string {
  return Object.entries(STEPS_BY_KIND)
    .filter(([, all]) => all.length > 0)
    .map(([kind, all]) =>
      [
        `### ${kind}`,
        '',
        '| step | may take | undone by |',
        '| --- | --- | --- |',
        ...all.map((step) => `| ${step.name} | ${limit(step)} | ${step.undo ?? 'nothing to undo'} |`),
      ].join('\n'),
    )
    .join('\n\n');
}

const HOUR = 3600;

function limit({ deadlineS }: Step): string {
  if (deadlineS === undefined) return 'as long as it takes';
  return deadlineS % (24 * HOUR) === 0 ? `${deadlineS / (24 * HOUR)} d` : `${deadlineS / HOUR} h`;
}

function portIn(): string {
  const rows = [...PORT_IN_COUNTRIES, 'FR'].map((country) => {
    const fields = portInFields(country).map(
      ({ name, allowed, required }) => `\`${name}\`${required ? '' : ' (optional)'}: ${allowed}`,
    );
    return `| ${country === 'FR' ? 'other countries' : country} | ${fields.join('<br>')} |`;
  });
  return ['| country | `portIn` has |', '| --- | --- |', ...rows].join('\n');
}
