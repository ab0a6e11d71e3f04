import { type Command, InvalidArgumentError } from 'commander';
import { proposeSignal } from '../../../workflows/contract/messages.ts';
import type { PlanParameters } from '../../../workflows/contract/plans.ts';
import { usage } from '../../failure.ts';
import { act } from '../act.ts';
import { planNumber } from '../arguments.ts';
import { citedPlan } from '../incidents/cited.ts';
import type { Session } from '../session.ts';

type Parameters = Record<string, string | number>;

interface ProposeOptions {
  set: Parameters;
  as?: string;
  from?: string;
  plan?: number;
}

/** `mayday propose [id] MITIGATION [--set name=value]`, or `mayday propose [id] --from DRY-RUN --plan N` */
export function propose(program: Command, session: Session): void {
  program
    .command('propose')
    .description('plan a mitigation of the system and ask for its approval')
    .usage('[options] [id] <mitigation>')
    .argument('[words...]', 'incident (without it the only open one), and the mitigation')
    .option('--from <id>', 'repeat a plan of this dry run or shadow incident, in place of a mitigation')
    .option('--plan <number>', 'which plan of it', planNumber)
    .option('--set <name=value>', 'an answer to what the mitigation asks; may be repeated', parameter, {})
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (given: string[], { set, as, from, plan: number }: ProposeOptions) => {
      if (from !== undefined) {
        const [id, ...more] = given;
        if (more.length > 0)
          throw usage('With --from it takes no mitigation: mayday propose [id] --from ID --plan N.');
        const { plan, cites } = await citedPlan(session, from, number);
        const parameters = { ...answers(plan.parameters), ...set };
        await act(session, id, proposeSignal, { mitigation: plan.mitigation, parameters, cites }, as);
        return;
      }
      if (given.length === 0) throw usage('It takes one mitigation: mayday propose [id] <mitigation>.');
      const [first = '', second, ...more] = given;
      if (more.length > 0) throw usage('It takes one mitigation: mayday propose [id] <mitigation>.');
      const [id, mitigation] = second === undefined ? [undefined, first] : [first, second];
      await act(session, id, proposeSignal, { mitigation, parameters: set }, as);
    });
}

/** What takes a change back may hold nothing at all; an answer never does. */
function answers(parameters: PlanParameters = {}): Parameters {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [[name, value]],
  );
  return Object.fromEntries(given);
}

function parameter(text: string, before: Parameters): Parameters {
  const [, name, value] = /^([A-Za-z][A-Za-z0-9_]*)=(.+)$/.exec(text) ?? [];
  if (!name || value === undefined) throw new InvalidArgumentError('It takes name=value, e.g. limit=50.');
  return { ...before, [name]: /^-?\d{1,15}$/.test(value) ? Number(value) : value };
}
