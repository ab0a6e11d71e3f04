import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pages } from './pages.ts';
import { project } from './sources.ts';

try {
  for (const [file, text] of Object.entries(pages())) writeFileSync(path.join(project, file), text);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
