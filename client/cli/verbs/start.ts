import { Argument, type Command, Option } from 'commander';
import { oneOf } from '../../../systems/nearest.ts';
import type { RunbookInput } from '../../../workflows/contract/input.ts';
import { noteSignal } from '../../../workflows/contract/messages.ts';
import { runbooks } from '../../../workflows/contract/runbooks.ts';
import type { ListedIncident } from '../../incidents/listed.ts';
import { type Opened, openIncident } from '../../incidents/open.ts';
import { jsonObject, runbookName, words } from '../arguments.ts';
import { rehearse } from '../incidents/rehearse.ts';
import { receiptText, send } from '../incidents/send.ts';
import type { Session } from '../session.ts';

interface StartOptions
  extends Pick<RunbookInput, 'system' | 'severity' | 'summary' | 'group' | 'parameters'> {
  as?: string;
  dryRun?: true;
  shadow?: true;
}

/** `mayday start <runbook> --system <id>` */
export function start(program: Command, session: Session): void {
  program
    .command('start')
    .description('open an incident, or join the one that is open already')
    .addArgument(
      new Argument('<runbook>', `what to follow: ${oneOf(Object.keys(runbooks))}`).argParser(runbookName),
    )
    .requiredOption('--system <id>', 'of the catalogue')
    .option('--severity <severity>', "P0..P3 or the system's own label; without it the runbook's")
    .option('--summary <text>', 'what you see', words)
    .option('--group <key>', 'a second incident of the same system and runbook, under this name')
    .option('--parameters <json>', 'of a dry run: what mitigations ask, as a JSON object', jsonObject)
    .addOption(
      new Option('--dry-run', 'look and plan for real, change nothing, reach nobody').conflicts([
        'group',
        'shadow',
      ]),
    )
    .option('--shadow', 'only watch a real incident: what would Mayday do, against what people do')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (runbook: string, { as, dryRun, shadow, ...options }: StartOptions) => {
      const person = as ?? session.config.login;
      const { system, severity, summary, group, parameters } = options;
      const given: RunbookInput = { system, severity, summary, group, parameters };
      if (dryRun) return await rehearse(session, runbook, given, person);
      const input: RunbookInput = shadow ? { ...given, mode: 'shadow' } : given;
      const openedBy = { kind: 'person', name: person, door: 'cli', verified: false } as const;
      const opened = await openIncident(await session.temporal(), runbook, { ...input, openedBy });
      await (opened.joined ? join(session, opened.there, input, person) : tell(session, opened));
    });
}

function tell({ screen }: Session, { incident, workflowId, view }: Extract<Opened, { joined: false }>): void {
  screen.print({ incident, workflowId, joined: false, answered: view !== undefined }, () =>
    view
      ? `${incident} is open${view.mode === 'live' ? '' : ` (${view.mode})`}: ${view.label}, ${view.runbookTitle} of ${view.systemTitle}. Follow it with "mayday watch ${incident}".`
      : `${incident}: recorded; nobody answers yet (is a worker running?)`,
  );
}

async function join(
  session: Session,
  there: ListedIncident,
  { summary }: RunbookInput,
  person: string,
): Promise<void> {
  const { incident, workflowId } = there;
  const receipt = summary ? await send(session, there, noteSignal, { text: summary }, person) : undefined;
  session.screen.print({ incident, workflowId, joined: true, answered: Boolean(receipt?.answer) }, () =>
    [`${incident} is open for that already: joined it.`, ...(receipt ? [receiptText(receipt)] : [])].join(
      '\n',
    ),
  );
}
