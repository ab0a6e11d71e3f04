import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Measure } from './measure.ts';

/** Every file of `measures/`, in the order of their numbers. */
export async function allMeasures(): Promise<Measure[]> {
  const measures: Measure[] = [];
  const cwd = fileURLToPath(new URL('measures', import.meta.url));
  for await (const file of glob('b*.ts', { cwd })) {
    if (/^b\d+\.ts$/.test(file)) measures.push((await import(`./measures/${file}`)).measure as Measure);
  }
  return measures.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}
