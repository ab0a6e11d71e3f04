import type { ElasticsearchProfile } from '../workflows/contract/elasticsearch.ts';
import { defaultRecentErrors } from './defaults.ts';
import type { SystemFile } from './schema.ts';

/** The first Elasticsearch of a file; `assume` hears what the file leaves open. */
export function elasticsearchProfile(
  { targets, thresholds }: Pick<SystemFile, 'targets' | 'thresholds'>,
  assume: (says: string) => void,
): { elasticsearch?: ElasticsearchProfile } {
  const [found] = Object.entries(targets).flatMap(([id, target]) =>
    target.kind === 'elasticsearch' ? [{ ...target, id }] : [],
  );
  if (!found) return {};
  const { errorsAbove, ...target } = found;
  if (errorsAbove === undefined) {
    assume(`${target.id}: the file does not say how many logged errors are too many, so any`);
  }
  return {
    elasticsearch: {
      target,
      since: thresholds.recentErrors ?? defaultRecentErrors,
      errorsAbove: errorsAbove ?? 0,
    },
  };
}
