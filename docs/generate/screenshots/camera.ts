import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Say } from '../../../servers/find.ts';

/** bytes that an image may have. */
const most = 200_000;

/** Takes pictures of pages, as small WebP files that the browser itself makes. */
export class Camera {
  private readonly browser: Browser;
  private readonly images: string;
  private readonly say: Say;
  private readonly darkroom: Promise<Page>;

  constructor({ browser, images, say }: { browser: Browser; images: string; say: Say }) {
    this.browser = browser;
    this.images = images;
    this.say = say;
    this.darkroom = browser.newPage();
  }

  /** A tab of a browser with no cookies. */
  async tab(options: BrowserContextOptions): Promise<Page> {
    const context = await this.browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options });
    return await context.newPage();
  }

  /** What is on the screen, or the whole page as far as `height` px. @throws Error if it is too large */
  async takes(page: Page, name: string, height?: number): Promise<void> {
    const before = page.viewportSize();
    if (before && height) await page.setViewportSize({ ...before, height });
    // Until what has changed its place stands still.
    await page.waitForTimeout(500);
    const png = await page.screenshot();
    if (before && height) await page.setViewportSize(before);
    const image = Buffer.from(await (await this.darkroom).evaluate(webp, png.toString('base64')), 'base64');
    if (image.byteLength > most) throw new Error(`${name} has ${image.byteLength} bytes`);
    await writeFile(path.join(this.images, `${name}.webp`), image);
    this.say(`docs/images/${name}.webp: ${Math.ceil(image.byteLength / 1_000)} KB`);
  }
}

/** Runs in the browser: PNG to WebP, both base64. */
async function webp(png: string): Promise<string> {
  const { document, createImageBitmap, fetch } = globalThis as unknown as InBrowser;
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d').drawImage(picture, 0, 0);
  return canvas.toDataURL('image/webp', 0.82).split(',')[1] ?? '';
}

/** As much of a browser as is needed here. */
interface InBrowser {
  fetch: typeof fetch;
  createImageBitmap(blob: Blob): Promise<{ width: number; height: number }>;
  document: {
    createElement(name: 'canvas'): {
      width: number;
      height: number;
      getContext(kind: '2d'): { drawImage(picture: object, x: number, y: number): void };
      toDataURL(type: string, quality: number): string;
    };
  };
}
