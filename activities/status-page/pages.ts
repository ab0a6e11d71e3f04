import type { PublishStatus, StatusPageTarget } from '../../workflows/contract/status-page.ts';
import type { Resolve } from '../dependencies.ts';
import { webPlace } from '../http/place.ts';
import { atlassianPage } from './atlassian-page.ts';
import { failureOf } from './failures.ts';
import { ownPage } from './own-page.ts';
import { asker, type Way } from './request.ts';

/** An incident of a page. */
export interface Posted {
  id: string;
  status: string;
  /** Ours: whose it is, and what was posted last. */
  mark?: Mark;
}

/** Put beside what is posted, where the page keeps such things. */
export interface Mark {
  /** Key id of the incident. */
  incident: string;
  /** Key of the effect. */
  effect: string;
}

/** What is posted. */
export type Text = Pick<PublishStatus, 'heading' | 'status' | 'impact' | 'components'> & { message: string };

/** One status page. */
export interface Page {
  shown: string;
  /** Whether what was posted can be found again. */
  remembers: boolean;
  /** Where an incident is opened, or one of this id changed. */
  address(id?: string): string;
  /** Ours of an incident: one that is not over, or the one of that id; always undefined where the page has no search. */
  find(keyId: string, id?: string): Promise<Posted | undefined>;
  /** Answers its id, where the page says one. */
  open(text: Text, mark: Mark): Promise<string | undefined>;
  change(id: string, text: Text, mark: Mark): Promise<void>;
}

/** Our access to status pages. */
export type StatusPages = (target: StatusPageTarget) => Page;

/** @throws ApplicationFailure `InvalidInput` if an address is none, or names a setting that is not set */
export function statusPages(resolve: Resolve): StatusPages {
  const ask = asker();
  return (target) => {
    const { url, shown, mask } = webPlace(target, resolve, [target.bearer]);
    if (!url) {
      throw failureOf({
        trouble: 'settings',
        says: `The URL of ${target.id} is not one: write https://host/path.`,
      });
    }
    const way = (scheme: string): Way => ({
      shown: `status page ${shown}`,
      authorization: `${scheme} ${resolve(target.bearer)}`,
      mask,
    });
    if (target.page === undefined) return ownPage(ask, way('Bearer'), url);
    return atlassianPage(ask, way('OAuth'), url, target.page);
  };
}

/** A part of an address that is one thing and nothing else. */
export function segment(id: string): string {
  if (/^[A-Za-z0-9_-]{1,100}$/.test(id)) return id;
  throw failureOf({
    trouble: 'settings',
    says: `${JSON.stringify(id.slice(0, 100))} is no id of a status page: write letters, digits, "-" and "_".`,
  });
}

export function below(url: URL, ...parts: string[]): URL {
  return new URL([url.href.replace(/[?#].*$/, '').replace(/\/+$/, ''), ...parts].join('/'));
}
