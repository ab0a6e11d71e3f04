import type { Pages } from '../parts.ts';
import { channelsPage } from './channels-page.ts';
import { inForcePage } from './in-force-page.ts';
import { risksPage } from './risks-page.ts';
import { routesPage } from './routes-page.ts';
import { systemPage } from './system-page.ts';
import { systemsPage } from './systems-page.ts';
import { workersPage } from './workers-page.ts';

/** What the catalogue says, and what there is to carry it out; nothing can be changed here. */
export const configuredPages: Pages = (app, parts) => {
  for (const add of [
    systemsPage,
    systemPage,
    risksPage,
    routesPage,
    channelsPage,
    workersPage,
    inForcePage,
  ]) {
    add(app, parts);
  }
};
