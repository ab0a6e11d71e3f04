import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newKeyPair, privateKey } from './private-key.ts';

/**
 * Makes a person's key, readable by its owner only, and never over an older one.
 * @throws Error with a sentence if the name cannot name a file or there is a key already
 */
export async function makeKey(folder: string, name: string): Promise<{ file: string; publicKey: string }> {
  const file = keyFile(folder, name);
  const { privateKeyPem, publicKey } = newKeyPair();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, privateKeyPem, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(
      `${file} is there already and is never overwritten: use it, or move it away to make another.`,
      { cause: error },
    );
  }
  await chmod(file, 0o600);
  return { file, publicKey };
}

/** Where a person's key is, or would be. @throws Error with a sentence if the name cannot name a file */
export function keyFile(folder: string, name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9._-]*$/.test(name)) {
    throw new Error(
      `"${name}" cannot be a person's name in the catalogue: take letters, digits, ".", "_" and "-", starting with a letter.`,
    );
  }
  return path.join(folder, `${name}.pem`);
}

/**
 * The PKCS#8 PEM of a person's key; undefined if there is none.
 * @throws Error with a sentence if others can read it, or it is no Ed25519 key
 */
export async function readKey(folder: string, name: string): Promise<string | undefined> {
  const file = keyFile(folder, name);
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  });
  if (!found) return undefined;
  // Windows keeps no such bits.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    throw new Error(`${file} can be read by others: make it yours alone with "chmod 600 ${file}".`);
  }
  const pem = await readFile(file, 'utf8');
  try {
    privateKey(pem);
  } catch (error) {
    throw new Error(`${file} cannot be used. ${(error as Error).message}`, { cause: error });
  }
  return pem;
}
