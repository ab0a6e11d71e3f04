import { ApplicationFailure } from '@temporalio/activity';
import type { Action } from '../../activities/mitigations/action.ts';
import { filledWords, typed } from '../../activities/scripts/words.ts';
import type { PlanParameters } from '../../workflows/contract/plans.ts';
import type { RunScript } from '../../workflows/contract/scripts.ts';
import type { World } from './world.ts';

/** Scripts that make the world well unless they fail; their lines are put together as in production. */
export function scripted(world: World): Action<RunScript> {
  const line = ({ script }: RunScript, parameters: PlanParameters) =>
    typed([script.program, ...filledWords(script, parameters, Date.now())]);
  return {
    observe: async (mitigation, parameters) => ({
      targets: [
        { id: mitigation.target.id, title: 'the script', state: { line: line(mitigation, parameters) } },
      ],
      preview: [line(mitigation, parameters)],
      observed: 'The script is there.',
      predicted: 'It runs once.',
      blastRadius: 'Whatever the script does.',
      undo: null,
    }),
    differences: async () => [],
    async act({ mitigation, plan, keyOf }) {
      world.ran.push(line(mitigation, plan.parameters ?? {}));
      if (world.steps.sick.has(mitigation.script.name)) {
        throw ApplicationFailure.nonRetryable(`${mitigation.script.title}: exit code 1 after 2s`);
      }
      world.brokenOtherwise = false;
      const [target] = plan.targets;
      if (!target) throw ApplicationFailure.nonRetryable('A plan runs one script.');
      const says = 'the script: exit code 0 after 2s';
      return {
        outcome: 'applied',
        effects: [{ key: keyOf(target), target: target.id, outcome: 'done', says }],
      };
    },
  };
}
