import { html } from 'ghtml';
import type { Page } from '../page.ts';
import { actionSection } from './actions.ts';
import { checklistSection } from './checklist.ts';
import { clockSection } from './clocks.ts';
import { type Context, incidentPath } from './context.ts';
import { findingSection } from './findings.ts';
import { headlineSection } from './headline.ts';
import { mitigationSection } from './mitigations.ts';
import { planSection } from './plans.ts';
import { orderQuery, timelineSection } from './timeline.ts';

/** Everything about one incident. */
export function incidentPage(context: Context): Page {
  const { listed } = context.reading;
  return {
    title: `${listed.incident} · ${listed.system}`,
    under: 'open',
    follow: incidentPath(context.reading) + orderQuery(context),
    live: {
      headline: headlineSection(context),
      plans: planSection(context),
      mitigations: mitigationSection(context),
      clocks: clockSection(context),
      findings: findingSection(context),
      checklist: checklistSection(context),
      actions: actionSection(context),
      timeline: timelineSection(context),
    },
    body: (region) => html`<article class="incident" aria-label="${listed.incident}">
!${region('headline')}
<div class="columns"><div class="main">!${region('plans')}!${region('findings')}!${region('mitigations')}</div><div class="side">!${region('clocks')}!${region('actions')}!${region('checklist')}</div></div>
!${region('timeline')}
</article>`,
  };
}
