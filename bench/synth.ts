/** How synthesis grows with operators: 20 against 2, each in a process of its own, median of three. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

type Emit = (name: string, value: number, unit: string) => void;

export function run(emit: Emit): Promise<void> {
  const times: Record<number, number[]> = { 2: [], 20: [] };
  let peak = 0;
  for (let round = 0; round < 3; round++) {
    for (const operators of [2, 20]) {
      const { stdout, status, stderr } = spawnSync(
        process.execPath,
        ['--import', 'tsx', join(__dirname, 'synth-operators.ts'), String(operators)],
        { encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' } },
      );
      if (status !== 0) throw new Error(`synthesis failed: ${stderr}`);
      const { ms, peakMib } = JSON.parse(stdout) as { ms: number; peakMib: number };
      times[operators]?.push(ms);
      if (operators === 20) peak = Math.max(peak, peakMib);
    }
  }
  const middle = (values: number[] = []) => values.sort((a, b) => a - b)[values.length >> 1] as number;
  emit('synth.growth_20_over_2', Number((middle(times[20]) / middle(times[2])).toFixed(2)), 'times');
  emit('synth.peak_mib_20', Math.round(peak), 'MiB');
  return Promise.resolve();
}
