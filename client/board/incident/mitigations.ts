import { html } from 'ghtml';
import { doing, undoOf } from '../../../systems/mitigation-words.ts';
import type { SystemFile } from '../../../systems/schema.ts';
import type { Followed } from '../../../workflows/contract/incident.ts';
import type { Mitigation } from '../../../workflows/contract/mitigations.ts';
import { isRunbook } from '../../../workflows/contract/runbooks.ts';
import { type Context, incidentPath } from './context.ts';
import { onceOf } from './once.ts';
import { riskBadge } from './plan-card.ts';
import { answerField } from './proposal.ts';
import { questionField } from './questions.ts';

/** What people can have planned: what this runbook offers, then everything else of the system. */
export function mitigationSection(context: Context): string {
  const { followed } = context.reading;
  if (!followed || followed.view.endedAt) return '';
  const known = knownMitigations(context, followed);
  if (!known) {
    return section(
      html`<p class="muted">The file of ${followed.view.systemTitle} cannot be read here: nothing can be shown of what it offers.</p>`,
    );
  }
  const { file, offered, others } = known;
  const wanted = answersWanted(followed);
  const card = (each: Mitigation) => mitigationCard(context, file, each, each.name === wanted);
  return section(html`!${before(context, followed, wanted)}
!${offered.length > 0 ? html`<div class="cards">!${offered.map(card)}</div>` : html`<p class="muted">This runbook offers none.</p>`}
!${others.length > 0 ? html`<details id="more-mitigations"><summary>Everything else that ${followed.view.systemTitle} has (${others.length})</summary><div class="cards">!${others.map(card)}</div></details>` : ''}`);
}

function section(inside: string): string {
  return html`<section aria-labelledby="mitigations"><h2 id="mitigations">What can be done</h2>!${inside}</section>`;
}

function before({ name }: Context, { view }: Followed, wanted: string | undefined): string {
  if (name === undefined) {
    return html`<p class="notice">You can read here. Who is named in the file of ${view.systemTitle} can have these planned.</p>`;
  }
  if (view.takenOverBy) {
    return html`<p class="notice warn">Somebody works by hand: nothing is planned before a recheck.</p>`;
  }
  const instead = view.pending ? ` Another one withdraws plan ${view.pending.id}, which waits.` : '';
  const says = `Choosing one changes nothing yet: it is looked at, planned, and waits for approval.${instead}`;
  return html`!${wanted ? html`<p class="notice warn">It waits for answers: <strong>${wanted}</strong> cannot be planned before.</p>` : ''}<p class="muted">${says}</p>`;
}

interface Known {
  file: SystemFile;
  offered: Mitigation[];
  others: Mitigation[];
}

/** As the file is now; the incident has it as it was when it opened, and judges. */
function knownMitigations({ parts: { catalogue } }: Context, { view }: Followed): Known | undefined {
  const { system, runbook } = view;
  try {
    const file = catalogue.file(system);
    const profile = catalogue.profile(system, isRunbook(runbook) ? runbook : 'generalIncident');
    const all = new Map(profile.mitigations.map((each) => [each.name, each]));
    const offered = profile.runbook.mitigations.flatMap((name) => all.get(name) ?? []);
    return { file, offered, others: profile.mitigations.filter((each) => !offered.includes(each)) };
  } catch {
    return undefined;
  }
}

/** The mitigation that cannot be planned before somebody answers. */
function answersWanted({ clocks, timeline }: Followed): string | undefined {
  if (!clocks.some(({ name }) => name === 'answers')) return undefined;
  const last = timeline.findLast(({ fact }) => fact.kind === 'answers wanted')?.fact;
  return last?.kind === 'answers wanted' ? last.mitigation : undefined;
}

function mitigationCard(
  context: Context,
  file: SystemFile,
  mitigation: Mitigation,
  isWanted: boolean,
): string {
  const { name, title, risk, temporary, asks } = mitigation;
  const entry = file.mitigations[name];
  const facts = entry
    ? html`<dl class="facts small"><dt>Does</dt><dd>${doing(entry, file)}</dd><dt>Undo</dt><dd>${undoOf(entry, file)}</dd>!${temporary ? html`<dt>Stays</dt><dd>until the incident ends: then its undo is offered</dd>` : ''}</dl>`
    : '';
  const commands = entry?.byHand ?? [];
  return html`<article class="card !${isWanted ? 'warn' : ''}" aria-labelledby="do-${name}">
<h3 id="do-${name}">${title}</h3><p>!${riskBadge(risk)}</p>!${facts}
!${commands.length > 0 ? html`<details><summary>By hand</summary><div class="scroll" tabindex="0" role="group" aria-label="${title}, by hand"><pre>${commands.join('\n')}</pre></div></details>` : ''}
!${context.name === undefined ? asked(asks) : form(context, mitigation)}
</article>`;
}

function asked(asks: Mitigation['asks']): string {
  return asks.length > 0
    ? html`<p class="small">Asks: ${asks.map(({ question }) => question).join(' ')}</p>`
    : '';
}

function form(context: Context, { name, title, asks }: Mitigation): string {
  const { csrf, reading, draft } = context;
  const typed = draft?.verb === 'propose' && draft.fields.mitigation === name ? draft.fields : {};
  const fields = asks.map((question) =>
    questionField(name, question, typed[`${answerField}${question.name}`]),
  );
  return html`<form method="post" action="${incidentPath(reading)}/propose">!${csrf}<input type="hidden" name="mitigation" value="${name}"><input type="hidden" name="once" value="${onceOf({ reading, draft }, 'propose')}">!${fields}<button aria-label="Plan this: ${title}">Plan this</button></form>`;
}
