import type { Browser, Page } from 'playwright-core';
import type { Say } from '../../../servers/find.ts';
import { screens } from '../../../test/harness/browser.ts';
import { TemporalUi } from '../../../test/harness/temporal-ui.ts';
import { Camera } from './camera.ts';
import { alice, approvedToTheEnd, breaks, opens, type Shop, signsIn } from './stage.ts';

interface Studio {
  stack: Shop;
  browser: Browser;
  images: string;
  say: Say;
}

/** Plays a night on call, and takes every picture of the documentation. */
export async function takeAll({ stack, ...studio }: Studio): Promise<void> {
  const camera = new Camera(studio);
  const desk = await camera.tab({ viewport: screens.desk, colorScheme: 'light' });
  const dark = await camera.tab({ viewport: screens.desk, colorScheme: 'dark' });
  const phone = await camera.tab({ viewport: screens.phone, colorScheme: 'light', isMobile: true });
  for (const page of [desk, dark, phone]) await signsIn(stack, page);
  const goes = async (page: Page, path: string) => {
    await page.goto(`${stack.gatewayUrl}${path}`);
  };

  const earlier = await breaks(stack);
  await approvedToTheEnd(stack, earlier.name, earlier.workflowId);
  const drill = await opens(
    stack,
    '--system',
    'demo',
    '--severity',
    'P2',
    '--summary',
    'search finds nothing',
  );
  await alice(stack, 'resolve', drill, '--as-false-alarm', '--reason', 'the index was being rebuilt');
  const slow = await opens(
    stack,
    '--system',
    'demo',
    '--severity',
    'P1',
    '--summary',
    'one payment in ten fails',
  );
  await alice(stack, 'ack', slow);
  await alice(stack, 'assign', slow, '--to', 'carol');
  await opens(
    stack,
    '--system',
    'demo',
    '--group',
    'report',
    '--severity',
    'P2',
    '--summary',
    'the nightly report is missing',
  );

  const { name, workflowId } = await breaks(stack);
  await alice(stack, 'note', name, 'two customers have called support');
  await goes(desk, '/board');
  await desk.getByText(name).first().waitFor();
  await camera.takes(desk, 'board-open', 620);
  for (const [page, image] of [
    [desk, 'board-incident'],
    [dark, 'board-dark'],
    [phone, 'board-phone'],
  ] as const) {
    await goes(page, `/board/incidents/${name}`);
    await page.getByRole('button', { name: 'Approve plan' }).waitFor();
    await camera.takes(page, image, page === phone ? undefined : 1_300);
  }
  await temporalUi(camera, stack, workflowId);
  await approvedToTheEnd(stack, name, workflowId);

  await goes(desk, '/board/closed');
  await desk.getByText(name).first().waitFor();
  await camera.takes(desk, 'board-closed');
  await goes(desk, '/board/measures');
  await camera.takes(desk, 'board-measures', 1_300);
  await goes(desk, `/board/closed/${name}/post-mortem`);
  await camera.takes(desk, 'board-post-mortem', 1_300);
}

async function temporalUi(camera: Camera, stack: Shop, workflowId: string): Promise<void> {
  const page = await camera.tab({ viewport: { width: 1400, height: 1_000 }, colorScheme: 'light' });
  const ui = new TemporalUi(page, stack.temporal.uiUrl);
  await ui.opens(new RegExp(workflowId));
  await ui.details(/waits for approval/);
  await camera.takes(page, 'temporal-board', 1_300);
  await ui.shows('History');
  await page.getByRole('heading', { name: 'Event History', exact: true }).waitFor();
  await camera.takes(page, 'temporal-timeline', 1_300);
  const open = 'MaydayPhase IN ("triggered", "mitigating", "monitoring") AND ExecutionStatus = "Running"';
  await page.goto(`${stack.temporal.uiUrl}/namespaces/default/workflows?query=${encodeURIComponent(open)}`);
  await page.getByText(workflowId).first().waitFor();
  await camera.takes(page, 'temporal-list', 700);
}
