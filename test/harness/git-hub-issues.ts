import { type Answer, type Asked, StandIn } from './stand-in.ts';

export const gitHubToken = 'github_pat_canary_0123456789';
export const trackedRepository = 'acme/incidents';

interface StoredIssue {
  number: number;
  title: string;
  body: string;
  labels: string[];
  state: 'open' | 'closed';
  state_reason: string | null;
  created_at: string;
  comments: string[];
  pull_request?: object;
}

/** The issues of one repository of a GitHub of one's own, by its REST API as documented; lists come in pages. */
export class GitHubIssues extends StandIn {
  readonly issues: StoredIssue[] = [];
  hasIssues = true;
  /** What the token may do. */
  mayWrite = true;
  pageSize = 100;

  get repository(): string {
    return `${this.url}/${trackedRepository}`;
  }

  /** Somebody else's, or a pull request. */
  add(issue: Partial<StoredIssue>): void {
    this.issues.push({
      number: this.issues.length + 1,
      title: 'something else',
      body: '',
      labels: [],
      state: 'open',
      state_reason: null,
      created_at: new Date().toISOString(),
      comments: [],
      ...issue,
    });
  }

  protected answer({ method, url, headers, body }: Asked): Answer {
    if (!headers['user-agent']) return failed(403, 'Request forbidden by administrative rules');
    if (headers.authorization !== `Bearer ${gitHubToken}`) return failed(401, 'Bad credentials');
    const base = `/api/v3/repos/${trackedRepository}/issues`;
    if (!url.pathname.startsWith(base)) return failed(404, 'Not Found');
    if (!this.hasIssues) return failed(410, 'Issues has been disabled in this repository.');
    if (method !== 'GET' && !this.mayWrite)
      return failed(403, 'Resource not accessible by personal access token');
    const [, id, part] = url.pathname.slice(base.length).split('/');
    const given = body ? JSON.parse(body) : {};
    if (id === undefined) return method === 'POST' ? this.create(given) : this.list(url);
    const issue = this.issues.find(({ number }) => `${number}` === id);
    if (!issue) return failed(404, 'Not Found');
    if (part === 'comments' && method === 'POST') {
      if (!given.body || given.body.length > 65_536) return failed(422, 'Validation Failed');
      issue.comments.push(given.body);
      return { status: 201, body: { id: issue.comments.length, body: given.body } };
    }
    if (part === 'comments')
      return this.paged(
        url,
        issue.comments.map((text) => ({ body: text })),
      );
    if (method !== 'PATCH') return { status: 200, body: this.shown(issue) };
    if (!['open', 'closed'].includes(given.state)) return failed(422, 'Validation Failed');
    if (!['completed', 'not_planned', 'reopened'].includes(given.state_reason))
      return failed(422, 'Validation Failed');
    Object.assign(issue, { state: given.state, state_reason: given.state_reason });
    return { status: 200, body: this.shown(issue) };
  }

  private create({ title, body, labels = [] }: { title?: string; body?: string; labels?: string[] }): Answer {
    if (!title || title.length > 256 || (body ?? '').length > 65_536) return failed(422, 'Validation Failed');
    this.add({ title, body: body ?? '', labels });
    return { status: 201, body: this.shown(this.issues.at(-1)) };
  }

  private list(url: URL): Answer {
    const { state, sort, direction } = Object.fromEntries(url.searchParams);
    if (sort !== 'created' || direction !== 'desc') return failed(422, 'Validation Failed');
    const found = this.issues.filter((issue) => state === 'all' || issue.state === (state ?? 'open'));
    return this.paged(
      url,
      found.toReversed().map((issue) => this.shown(issue)),
    );
  }

  private paged(url: URL, all: unknown[]): Answer {
    const page = Number(url.searchParams.get('page') ?? 1);
    const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), this.pageSize);
    const next = new URL(url);
    next.searchParams.set('page', `${page + 1}`);
    return {
      status: 200,
      ...(page * size < all.length ? { headers: { link: `<${next.href}>; rel="next"` } } : {}),
      body: all.slice((page - 1) * size, page * size),
    };
  }

  private shown(issue: StoredIssue | undefined) {
    const { comments: _, ...rest } = issue ?? { comments: [] };
    return { ...rest, html_url: `${this.repository}/issues/${issue?.number}` };
  }
}

function failed(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest' } };
}
