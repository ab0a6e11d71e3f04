import { stat } from 'node:fs/promises';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { readKey } from '../../keys/key-folder.ts';
import { publicKeyOf } from '../../keys/private-key.ts';
import { bad, doubtful, good, type Verdict } from './report.ts';

/** Whether a person can sign decisions here with a key that nobody else can take or change. */
export async function keys(
  folder: string,
  person: string | undefined,
  catalogue: Catalogue,
): Promise<Verdict> {
  const found = await stat(folder).catch(() => undefined);
  if (found && isOpenToOthers(found)) {
    return bad(`others may change what is in ${folder}: chmod 700 ${folder}`);
  }
  if (!person) return doubtful('MAYDAY_AS is not set: decisions take --as NAME until it is');
  let pem: string | undefined;
  try {
    pem = await readKey(folder, person);
  } catch (error) {
    return bad((error as Error).message);
  }
  if (!pem) {
    return doubtful(
      `${person} has no key in ${folder}, so can reject and take notes, but not approve: mayday keygen ${person}`,
    );
  }
  return inTheCatalogue(person, publicKeyOf(pem), catalogue);
}

function inTheCatalogue(person: string, publicKey: string, catalogue: Catalogue): Verdict {
  const known = catalogue.systems().flatMap((system) => {
    const entry = peopleOf(catalogue, system)?.get(person);
    return entry ? [{ system, publicKeys: entry.publicKeys }] : [];
  });
  if (known.length === 0) {
    return doubtful(
      `the key of ${person} can be used, but nobody of that name has a role in the catalogue here`,
    );
  }
  const other = known.find(
    ({ publicKeys }) =>
      !publicKeys.some(({ key }) => key === publicKey || key.startsWith('$')) && publicKeys.length > 0,
  );
  if (other) {
    return bad(
      `${other.system}.yaml has another public key of ${person}, so no signature would count. Theirs is ${publicKey}`,
    );
  }
  const without = known.filter(({ publicKeys }) => publicKeys.length === 0);
  if (without.length === known.length) {
    return doubtful(`${person} has a key, but no publicKey in the catalogue: add ${publicKey}`);
  }
  return good(`${person} can sign decisions`);
}

function peopleOf(catalogue: Catalogue, system: string) {
  try {
    return catalogue.people(system);
  } catch {
    return undefined;
  }
}

function isOpenToOthers({ mode }: { mode: number }): boolean {
  // Windows keeps no such bits.
  return process.platform !== 'win32' && (mode & 0o022) !== 0;
}
