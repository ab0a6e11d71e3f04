import type { ModalView } from '@slack/web-api';
import type { Catalogue } from '../../../../systems/catalogue.ts';
import { type Draft as Asked, readDraft } from '../../../incidents/draft.ts';
import { runbooksOf, severitiesOf, systemsOf } from '../../../systems/known.ts';
import { chosen, form, sayingModal, sections, typed } from './form.ts';

/** Under which the fields come back. What hangs on the system has its name in it, so that another choice begins anew. */
export const createBlocks = {
  system: 'mayday_system',
  summary: 'mayday_summary',
  runbook: (system: string) => `mayday_runbook ${system}`,
  severity: (system: string) => `mayday_severity ${system}`,
};

/** What is known of a new incident before somebody says more. */
export interface Draft {
  system?: string;
  summary?: string;
  /** Where it was asked for. */
  channel: string;
}

/** Asks what a new incident is about: first the system, then what its file has for it. */
export function createForm(catalogue: Catalogue, { system, summary, channel }: Draft): ModalView {
  const systems = systemsOf(catalogue);
  if (systems.length === 0) {
    return sayingModal(
      "The gateway can read no system's file, so there is nothing to choose from: see GET /readyz, or start from the Temporal UI.",
    );
  }
  const given =
    systems.find((each) => each.system === system) ?? (systems.length === 1 ? systems[0] : undefined);
  return form({
    name: 'create',
    title: 'New incident',
    submit: 'Open it',
    metadata: { channel },
    blocks: [
      chosen({
        block: createBlocks.system,
        label: 'Which system?',
        choices: systems.map((each) => ({ value: each.system, says: each.title })),
        initial: given?.system,
        heard: true,
      }),
      ...(given ? ofSystem(catalogue, given.system) : []),
      typed({ block: createBlocks.summary, label: 'What do you see?', initial: summary }),
    ],
  });
}

function ofSystem(catalogue: Catalogue, system: string) {
  const severities = severitiesOf(catalogue, system);
  return [
    chosen({
      block: createBlocks.runbook(system),
      label: 'What is it about?',
      choices: runbooksOf(catalogue, system).map(({ name, title }) => ({ value: name, says: title })),
      initial: 'generalIncident',
    }),
    ...sections(severities.flatMap(({ says, examples }) => (examples ? [`${says}: ${examples}`] : []))),
    chosen({
      block: createBlocks.severity(system),
      label: "How bad is it? (without an answer the runbook's own)",
      choices: severities.map(({ severity, says }) => ({ value: severity, says })),
      optional: true,
    }),
  ];
}

/** What was asked for, or what is wrong with it, by block. */
export function readCreateForm(
  catalogue: Catalogue,
  fields: Record<string, string>,
): Asked | { errors: Record<string, string> } {
  const system = fields[createBlocks.system] ?? '';
  const read = readDraft(catalogue, {
    system,
    runbook: fields[createBlocks.runbook(system)],
    severity: fields[createBlocks.severity(system)],
    summary: fields[createBlocks.summary],
  });
  if (!('wrong' in read)) return read;
  const { field, says } = read.wrong;
  return { errors: { [field === 'runbook' ? createBlocks.runbook(system) : createBlocks[field]]: says } };
}
