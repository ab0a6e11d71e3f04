import { ApplicationFailure } from '@temporalio/common';
import { html } from 'ghtml';
import { failure } from '../../failure.ts';
import { problemsOf } from '../../systems/system-lines.ts';
import { type SystemView, systemView } from '../../systems/system-view.ts';
import type { BoardParts, Pages } from '../parts.ts';
import { sendConfigured } from './frame.ts';
import { laddersSection } from './ladders.ts';
import { mitigationsSection } from './mitigations.ts';
import { peopleSection } from './people.ts';
import { facts, list, problemNotice, section, text } from './rows.ts';
import { afterwardsSection, approvalsSection, goodSection, linksSection, wellSection } from './rules.ts';
import { runbooksSection } from './runbooks.ts';
import { alertsSection, channelsSection, severitiesSection, targetsSection } from './terms.ts';

/** `/board/configured/systems/:system`: all that `mayday systems show` tells, and where things are in the file. */
export const systemPage: Pages = (app, parts) => {
  app.get<{ Params: { system: string } }>('/board/configured/systems/:system', (request, reply) => {
    const { system } = request.params;
    const view = read(parts, system);
    const problems = problemsOf(parts.catalogue).filter((each) => each.startsWith(`${system}.yaml`));
    return sendConfigured(request, reply, {
      title: view.title,
      here: 'systems',
      body: () => html`<h1>${view.title}</h1>
!${problemNotice(`${system}.yaml has to be mended`, problems)}
!${headline(view)}
!${placeholders(view)}
!${severitiesSection(view)}
!${laddersSection(view)}
!${peopleSection(view, parts)}
!${approvalsSection(view)}
!${runbooksSection(view)}
!${mitigationsSection(view, parts.catalogue.file(system))}
!${channelsSection(view)}
!${alertsSection(view)}
!${targetsSection(parts.catalogue.file(system))}
!${goodSection(view)}
!${wellSection(view)}
!${afterwardsSection(view)}
!${linksSection(view)}
!${section('assumed', 'Assumed of an incident now, since the file does not say', list(view.assumed))}`,
    });
  });
};

/** @throws CommandFailure with the catalogue's sentence */
function read({ catalogue, clock }: BoardParts, system: string): SystemView {
  try {
    return systemView(catalogue, system, new Date(clock()));
  } catch (error) {
    if (error instanceof ApplicationFailure) throw failure(error.message);
    throw error;
  }
}

function headline({ system, document, pool, mode, hash }: SystemView): string {
  return facts([
    ['File', html`<code>${system}.yaml</code>, edition ${hash.slice(0, 8)}`],
    ['Document', text(document)],
    ['Pool', html`<a href="/board/configured/workers">${pool}</a>`],
    ['Mode', mode === 'shadow' ? html`<span class="badge info">shadow</span> it only watches` : ''],
  ]);
}

/** Roles and contacts that the document leaves blank. */
function placeholders({ people }: SystemView): string {
  const blank = people.filter(({ placeholder }) => placeholder !== undefined);
  if (blank.length === 0) return '';
  const names = blank.map(({ name, placeholder }) => `${name} (${placeholder})`).join(', ');
  return html`<p class="notice warn">Nobody stands yet where the file has a placeholder: ${names}. Whoever comes next on a ladder is reached instead.</p>`;
}
