import { text } from './schemas.ts';
import { type Reader, type Setting, settings } from './setting.ts';

const both = ['demo', 'tests'] as const satisfies Reader[];
const schema = text.optional();

function running(readBy: readonly Reader[], kind: Setting['kind'], what: string, otherwise?: string) {
  return { readBy, kind, schema, what, ...(otherwise ? { otherwise } : {}) };
}

/** What the demo and the tests read. They know no `NAME_FILE`. */
export const development = settings({
  MAYDAY_TEMPORAL_ADDRESS: running(both, 'text', 'use a running Temporal server'),
  MAYDAY_TEMPORAL_UI_URL: running(both, 'URL', 'and its UI'),
  MAYDAY_POSTGRES_URL: running(both, 'secret', "use a running PostgreSQL (a superuser's URL)"),
  MAYDAY_TEST_SERVER_ADDRESS: running(['tests'], 'text', 'use a running time-skipping server'),
  MAYDAY_CHROMIUM: running(both, 'file', 'the browser of the tests and screenshots', 'one that is found'),
  MAYDAY_CACHE_DIR: running(
    both,
    'folder',
    'servers that were downloaded or built',
    '`$XDG_CACHE_HOME` or `~/.cache`, then `mayday`',
  ),
  KUBEBUILDER_ASSETS: running(
    ['tests'],
    'folder',
    'a folder with etcd and kube-apiserver, looked into before the `PATH`',
  ),
  MAYDAY_SAVE_HISTORIES: running(['tests'], 'folder', 'keeps the histories of workflow tests there'),
  MAYDAY_WRITE_GOLDEN: running(['tests'], 'choice', '`1` = writes the texts that tests compare with'),
  FC_SEED: running(
    ['tests'],
    'number',
    'seed of the random tests; a failed one prints it',
    'another each time',
  ),
  FC_RUNS: running(
    ['tests'],
    'number',
    'their length. A random walk takes 3 to 5 s: `FC_RUNS=50 npm test random-walk`',
    'what each test thinks enough',
  ),
});

/** Set by Mayday itself for processes that it starts; nobody else sets them. */
export const ownMarks: readonly string[] = [
  'MAYDAY_SERVERS_FOUND',
  'MAYDAY_SCRIPT_RUN',
  'MAYDAY_TEST_DESCENDANTS',
];
