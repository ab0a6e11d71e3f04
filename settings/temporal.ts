import { text } from './schemas.ts';
import { type Reader, type Setting, settings } from './setting.ts';

const all = ['worker', 'gateway', 'CLI'] as const satisfies Reader[];
const optional = text.optional();

function asIs(kind: Setting['kind'], what: string, otherwise?: string) {
  return { readBy: all, kind, schema: optional, what, ...(otherwise ? { otherwise } : {}) };
}

/** As the `temporal` command reads them; `@temporalio/envconfig` makes the connection of them. */
export const temporal = settings({
  TEMPORAL_ADDRESS: asIs('text', 'host and port of the Temporal server', '`localhost:7233`'),
  TEMPORAL_NAMESPACE: asIs('text', 'its namespace', '`default`'),
  TEMPORAL_API_KEY: asIs('secret', 'the API key, e.g. of Temporal Cloud'),
  TEMPORAL_PROFILE: asIs('text', 'the profile of the configuration file that counts', '`default`'),
  TEMPORAL_CONFIG_FILE: asIs(
    'file',
    'the configuration file of the `temporal` command (this name is the variable itself, not that of a file with one)',
    '`~/.config/temporalio/temporal.toml`',
  ),
  TEMPORAL_TLS: asIs('choice', '`true` = TLS; it is on by itself with an API key or a certificate'),
  TEMPORAL_TLS_CLIENT_CERT_PATH: asIs('file', 'PEM of the client certificate'),
  TEMPORAL_TLS_CLIENT_CERT_DATA: asIs('text', 'or the PEM itself'),
  TEMPORAL_TLS_CLIENT_KEY_PATH: asIs('file', 'PEM of its private key'),
  TEMPORAL_TLS_CLIENT_KEY_DATA: asIs('secret', 'or the PEM itself'),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: asIs('file', "PEM of the authority that the server's certificate is by"),
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: asIs('text', 'or the PEM itself'),
  TEMPORAL_TLS_SERVER_NAME: asIs('text', "the name that the server's certificate must have"),
  TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: asIs('choice', '`true` = the certificate may have any name'),
  'TEMPORAL_GRPC_META_*': asIs('secret', 'a header of each call: `TEMPORAL_GRPC_META_TEAM` is `team`'),
});
