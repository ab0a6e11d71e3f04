import type { FastifyInstance } from 'fastify';
import { signStatement } from '../../client/board/sign-in/statement.ts';

/** What a page answered. */
export interface Answered {
  status: number;
  /** Where it leads. */
  location: string;
  body: string;
  /** Of the first heading of a page that refuses, what stands below it. */
  says: string;
}

/** A browser of one person, without script: keeps the cookie of the board. */
export class BoardGuest {
  readonly app: FastifyInstance;
  cookie = '';
  /** The last `set-cookie`. */
  written = '';

  constructor(app: FastifyInstance) {
    this.app = app;
  }

  async get(url: string, headers: Record<string, string> = {}): Promise<Answered> {
    return this.ask({ method: 'GET', url, headers });
  }

  async post(url: string, fields: Record<string, string> = {}): Promise<Answered> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.ask({ method: 'POST', url, headers, payload: new URLSearchParams(fields).toString() });
  }

  /** Sends the form of a page whose action is `action`, with what its hidden fields hold. */
  async submit(page: Answered, action: string, fields: Record<string, string> = {}): Promise<Answered> {
    return this.post(action, { ...hiddenFields(page.body, action), ...fields });
  }

  /** What every form of a page of the session carries. */
  async formOf(url: string): Promise<Record<string, string>> {
    return hiddenFields((await this.get(url)).body, '/board/sign-out');
  }

  /** By a link, as `mayday sign-in` makes it; answers the page that refuses it, if one does. */
  async signIn(privateKeyPem: string, gateway: string, now?: number): Promise<Answered> {
    // A link from before the gateway started would not count.
    await this.app.ready();
    const link = signStatement(privateKeyPem, gateway, now ?? Date.now());
    const page = await this.get(`/board/sign-in?link=${link}`);
    return page.status === 200 ? await this.submit(page, '/board/sign-in') : page;
  }

  private async ask(request: {
    method: 'GET' | 'POST';
    url: string;
    headers: Record<string, string>;
    payload?: string;
  }): Promise<Answered> {
    const headers = { ...request.headers, ...(this.cookie ? { cookie: this.cookie } : {}) };
    const response = await this.app.inject({ ...request, headers });
    const { statusCode: status, body } = response;
    const set = [response.headers['set-cookie'] ?? []].flat().at(-1);
    if (set) {
      this.written = set;
      this.cookie = set.split(';')[0] ?? '';
    }
    const says = textOf(/<h1[^>]*>[\s\S]*?<\/h1>([\s\S]*?<\/p>)/.exec(body)?.[1] ?? '');
    return { status, location: String(response.headers.location ?? ''), body, says };
  }
}

/** What the hidden fields of a form hold. */
export function hiddenFields(page: string, action: string): Record<string, string> {
  const form = page.split('<form').find((each) => each.includes(`action="${action}"`)) ?? '';
  const fields = form.split('</form>')[0]?.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries([...(fields ?? [])].map(([, name = '', value = '']) => [name, textOf(value)]));
}

/** Without tags, and with its entities as the characters that they stand for. */
function textOf(page: string): string {
  return page
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}
