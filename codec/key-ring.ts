/** The keys that payloads are encrypted with: the first encrypts, all decrypt. */
export interface KeyRing {
  /** Absent = nothing is encrypted. */
  first?: EncryptionKey;
  /** By id. */
  keys: ReadonlyMap<string, Uint8Array>;
}

export interface EncryptionKey {
  id: string;
  key: Uint8Array;
}

const example = '2026-11:8OlnMq3…= (mayday keygen --encryption prints one)';
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** bytes of AES-256 */
const keyLength = 32;

/**
 * Reads `id:base64key,…`, by commas or lines; nothing = an empty ring, which encrypts nothing.
 * @throws Error with a sentence that says nothing of the keys
 */
export function readKeyRing(text: string | undefined): KeyRing {
  const keys = new Map<string, Uint8Array>();
  const entries = (text ?? '').split(/[,\n]/).flatMap((entry) => entry.trim() || []);
  if (text?.trim() && entries.length === 0)
    throw new Error(`MAYDAY_ENCRYPTION_KEYS holds no key; write id:key, e.g. ${example}`);
  entries.forEach((entry, index) => {
    const { id, key } = readKey(entry, `entry ${index + 1}`);
    // An id is not repeated: id and key may stand the wrong way round.
    if (keys.has(id))
      throw new Error(
        `MAYDAY_ENCRYPTION_KEYS, entry ${index + 1}, has the id of another; give each key its own`,
      );
    keys.set(id, key);
  });
  const [first] = keys;
  return { ...(first ? { first: { id: first[0], key: first[1] } } : {}), keys };
}

function readKey(entry: string, which: string): EncryptionKey {
  const at = entry.indexOf(':');
  const id = entry.slice(0, Math.max(at, 0)).trim();
  const key = Buffer.from(entry.slice(at + 1).trim(), 'base64');
  if (at < 0) throw new Error(`MAYDAY_ENCRYPTION_KEYS, ${which}, has no id; write id:key, e.g. ${example}`);
  if (!idPattern.test(id))
    throw new Error(
      `MAYDAY_ENCRYPTION_KEYS, ${which}, has an id that is none; write up to 64 letters, digits, dots, dashes and underscores, e.g. ${example}`,
    );
  if (key.length !== keyLength)
    throw new Error(
      `MAYDAY_ENCRYPTION_KEYS, ${which}, has a key of ${key.length} bytes; write ${keyLength} bytes in base64, e.g. ${example}`,
    );
  return { id, key };
}
