import { didYouMean, oneOf } from '../../../systems/nearest.ts';
import { failure } from '../../failure.ts';
import type { Session } from '../session.ts';

/** @throws CommandFailure for a system that the catalogue does not have; a catalogue that is not here knows nothing */
export async function systemNamed({ config }: Session, system: string | undefined): Promise<void> {
  if (system === undefined) return;
  const { openCatalogue } = await import('../../../systems/open-catalogue.ts');
  const known = openCatalogue(config.catalogueDir).systems();
  if (known.length === 0 || known.includes(system)) return;
  throw failure(
    `There is no system "${system}"${didYouMean(system, known) || '.'} Systems: ${oneOf(known)}.`,
  );
}
