import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Notice } from '../workflows/contract/notices.ts';

/** What the log channel says of one incident, as it is appended, until `signal`. */
export async function* follow(file: string, keyId: string, signal: AbortSignal): AsyncGenerator<Notice> {
  let position = 0;
  let rest = '';
  while (!signal.aborted) {
    const appended = await readFrom(file, position);
    position += appended.length;
    const lines = (rest + appended.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const notice: Notice = JSON.parse(line);
      if (notice.keyId === keyId) yield notice;
    }
    await delay(100, undefined, { signal }).catch(() => undefined);
  }
}

async function readFrom(file: string, position: number): Promise<Buffer> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return Buffer.alloc(0);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(size - position),
      0,
      size - position,
      position,
    );
    // A character that is still being written is read next time.
    const whole = buffer.lastIndexOf(0x0a, bytesRead - 1) + 1;
    return buffer.subarray(0, whole);
  } finally {
    await handle.close();
  }
}
