import type { V1LabelSelector } from '@kubernetes/client-node';

/** As the API takes selectors: `app=shop,tier in (web)`; empty for one that selects everything. */
export function labelSelectorText({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector = {}): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const others = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...equal, ...others].join(',');
}

/** Whether something with these labels is selected; a selector without terms selects everything. */
export function selects(
  { matchLabels = {}, matchExpressions = [] }: V1LabelSelector = {},
  labels: Record<string, string>,
): boolean {
  const labelled = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(matchLabels).every(([key, value]) => labelled(key) === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labelled(key);
      const among = value !== undefined && values.includes(value);
      if (operator === 'In') return among;
      if (operator === 'NotIn') return !among;
      return operator === 'Exists' ? value !== undefined : value === undefined;
    })
  );
}
