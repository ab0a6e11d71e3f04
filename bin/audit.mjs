// Plain JavaScript beside prepare.mjs: it asks about the packages, and needs none of them.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { stdout, error } = spawnSync(
  'npm',
  ['audit', '--json', '--omit=dev', '--fetch-retries=1', '--fetch-timeout=30000'],
  { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' },
);
const [code, says] = judge(stdout ?? '', error);
console.log(says);
process.exitCode = code;

/** 1 = there is a finding that is high or critical; a registry that cannot be asked is no finding. */
function judge(answer, failure) {
  let report;
  try {
    report = JSON.parse(answer);
  } catch {
    return [0, `Could not ask about known vulnerabilities: ${failure?.message ?? 'npm gave no answer'}.`];
  }
  const counts = report.metadata?.vulnerabilities;
  if (!counts) {
    const why = report.message ?? report.error?.summary ?? 'the registry gave no report';
    return [0, `Could not ask about known vulnerabilities: ${why}.`];
  }
  const bad = Object.values(report.vulnerabilities ?? {}).filter(({ severity }) =>
    ['high', 'critical'].includes(severity),
  );
  const total = `${counts.total} known in what is installed for production`;
  if (bad.length === 0) return [0, `No high or critical vulnerability: ${total}.`];
  const lines = bad.map(({ name, severity, range, via }) => {
    const titles = via
      .filter((each) => typeof each === 'object')
      .map(({ title, url }) => `${title} (${url})`);
    return `  ${name} ${range}, ${severity}: ${titles.join('; ') || `by way of ${via.join(', ')}`}`;
  });
  return [
    1,
    [`${bad.length} high or critical, ${total}: run "npm update", then try again.`, ...lines].join('\n'),
  ];
}
