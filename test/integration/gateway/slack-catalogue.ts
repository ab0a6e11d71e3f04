import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { team } from '../../harness/slack.ts';

/** The real files of the demo and of two documents; alice, who is on call for the demo, has an account in Slack. */
export async function slackCatalogue(): Promise<Catalogue> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-slack-'));
  for (const system of ['demo', 'neurocred', 'onboarding-kyc']) {
    const file = parse(await readFile(new URL(`../../../systems/${system}.yaml`, import.meta.url), 'utf8'));
    if (system === 'demo') file.people.alice.slack = { user: 'UALICE0001', team };
    await writeFile(path.join(folder, `${system}.yaml`), stringify(file));
  }
  return openCatalogue(folder);
}
