import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';

const folder = new URL('../golden/', import.meta.url);

/**
 * Compares what a run's details say with the file of that name, times, names and hashes aside.
 * MAYDAY_WRITE_GOLDEN=1 writes the file instead.
 */
export async function assertGolden(name: string, markdown: string): Promise<void> {
  const file = new URL(`${name}.md`, folder);
  const said = `${masked(markdown)}\n`;
  if (process.env.MAYDAY_WRITE_GOLDEN === '1') {
    await mkdir(folder, { recursive: true });
    await writeFile(file, said);
    return;
  }
  const expected = await readFile(file, 'utf8').catch(() => '');
  assert.equal(
    said,
    expected,
    `${name}.md: if that is meant, MAYDAY_WRITE_GOLDEN=1 npm test test/workflows/details`,
  );
}

/** What differs from run to run, by what it is. */
function masked(markdown: string): string {
  return markdown
    .replaceAll(/\S*\/mayday-stage-\w+\S*\//g, 'ARCHIVE/')
    .replaceAll(/INC-[0-9A-Z]{6}/g, 'INC-000000')
    .replaceAll(/"[0-9a-f]{12}"/g, '"HASH"')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\((?:\d+ (?:s|min|h|d) ?)+ left\)/g, '(TIME left)')
    .replaceAll(/(?:\d{4}-\d\d-\d\d )?\d\d:\d\d(:\d\d)? UTC/g, 'HH:MM UTC')
    .replaceAll(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, 'YYYY-MM-DD');
}
