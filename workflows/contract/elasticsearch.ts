import type { Finding } from './findings.ts';
import type { Reference } from './profile.ts';

/** An Elasticsearch or OpenSearch that logs are sent to. */
export interface ElasticsearchTarget {
  id: string;
  kind: 'elasticsearch';
  /** A name and a password may stand in it. */
  url: Reference;
  /** Names of indices, with `*`. */
  index: string;
  bearer?: Reference;
  /** As Elasticsearch gave it out, "encoded". */
  apiKey?: Reference;
}

/** Where the logs of a system are searched, and from where on there are too many errors. */
export interface ElasticsearchProfile {
  target: ElasticsearchTarget;
  /** ms */
  since: number;
  /** Error lines within that time. */
  errorsAbove: number;
}

/** Questions to Elasticsearch. Each throws `TargetUnreachable` only when nothing could be asked. */
export interface ElasticsearchChecks {
  /** The error lines of the last `since` ms, beside those of the time before; sick when there are more than `errorsAbove`. */
  elasticsearchErrors(question: ElasticsearchProfile): Promise<Finding>;
}
