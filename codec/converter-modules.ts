import { fileURLToPath } from 'node:url';

/** The modules that make payloads and failures, for workers, clients, bundles and replays alike. */
export const payloadConverterPath = pathOf('../workflows/payload-converter.ts');
export const failureConverterPath = pathOf('./failure-converter.ts');

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
