import type { Locator, Page } from 'playwright-core';
import { until } from '../../servers/process.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';

/** The Temporal UI, used as people use it. */
export class TemporalUi {
  readonly page: Page;
  private readonly list: string;

  constructor(page: Page, uiUrl: string) {
    this.page = page;
    this.list = `${uiUrl}/namespaces/default/workflows`;
  }

  /** Fills in the form and starts a run. */
  async starts(workflowId: string, runbook: string, input: object): Promise<void> {
    await this.page.goto(`${this.list}/start-workflow`);
    await this.page.getByLabel('Workflow ID', { exact: true }).fill(workflowId);
    await this.page.getByLabel('Task Queue', { exact: true }).fill(coordinationQueue);
    await this.page.getByLabel('Workflow Type', { exact: true }).fill(runbook);
    await this.types(this.page.locator('body'), input);
    const answered = this.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().includes('/workflows/'),
    );
    await this.page.getByTestId('start-workflow-button').click();
    const status = (await answered).status();
    if (status !== 200) throw new Error(`The Temporal UI was answered ${status}`);
  }

  /** Looks at the list until there is such a run, and opens it. */
  async opens(workflowId: RegExp): Promise<void> {
    const row = this.page.getByRole('link', { name: workflowId }).first();
    await until(
      async () => {
        await this.page.goto(this.list);
        await row.waitFor({ timeout: 5_000 });
      },
      { deadlineMs: 60_000 },
    );
    await row.click();
    await this.page.getByRole('tab', { name: 'User Metadata' }).waitFor();
  }

  /** Opens a tab of the run. */
  async shows(tab: 'History' | 'User Metadata' | 'Search Attributes'): Promise<void> {
    await this.page.getByRole('tab', { name: tab }).click();
  }

  /** Asks for the current details, again and again, until they say so; answers them as text. */
  async details(says: RegExp, within = 30_000): Promise<string> {
    let text = '';
    await this.shows('User Metadata');
    await until(
      async () => {
        await this.page.keyboard.press('r');
        // Markdown is shown in a frame of its own, the run's summary and details above it, too.
        const frames = this.page.frames().filter((frame) => frame !== this.page.mainFrame());
        const texts = frames.map((frame) => frame.locator('body').innerText({ timeout: 2_000 }));
        text = (await Promise.all(texts)).join('\n');
        return says.test(text);
      },
      { deadlineMs: within, everyMs: 500 },
    ).catch((error: Error) => {
      throw new Error(`The board does not say ${says} (${error.message}), but\n${text}`);
    });
    return text;
  }

  /** Sends a signal by the dialog under "More Actions". */
  async signals(name: string, input: object): Promise<void> {
    await this.page.getByRole('button', { name: 'More Actions' }).first().click();
    await this.page.getByRole('menuitem', { name: 'Send a Signal' }).click();
    const dialog = this.page.getByRole('dialog').filter({ visible: true });
    await dialog.getByTestId('signal-select-button').click();
    await dialog.getByRole('option', { name: new RegExp(`^\\s*${name}\\s`) }).click();
    await this.types(dialog, input);
    await dialog.getByTestId('confirm-modal-button').click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Into the editor for JSON, which lays the text out anew when it is left; a click before that hits nothing. */
  private async types(within: Locator, input: object): Promise<void> {
    await within.locator('.cm-content[contenteditable=true]').first().click();
    await this.page.keyboard.insertText(JSON.stringify(input));
    await within.getByText('Encoding', { exact: true }).filter({ visible: true }).first().click();
    await within.locator('.cm-line').nth(1).waitFor();
  }
}
