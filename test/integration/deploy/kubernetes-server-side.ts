import { request } from 'node:https';
import type { KubernetesServer } from '../../../servers/kubernetes.ts';
import { until } from '../../../servers/process.ts';
import type { Manifest } from './kubernetes-manifests.ts';

/** What the API server made of an object. */
export interface Applied {
  status: number;
  /** Its sentence, where it refused. */
  message: string;
  /** What it says besides, such as a pod that its namespace would not admit. */
  warnings: string[];
}

/** As `kubectl apply --server-side` does it, and refused where a field is unknown or given twice. */
export async function applyServerSide(server: KubernetesServer, manifest: Manifest): Promise<Applied> {
  const place = `${await placeOf(server, manifest)}?fieldManager=test&force=true&fieldValidation=Strict`;
  const { promise, resolve, reject } = Promise.withResolvers<Applied>();
  const sent = request(
    new URL(place, server.url),
    {
      method: 'PATCH',
      ca: server.certificateAuthority,
      headers: {
        authorization: `Bearer ${server.token('admin')}`,
        'content-type': 'application/apply-patch+yaml',
      },
      timeout: 30_000,
    },
    (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => {
        const { statusCode: status = 0, headersDistinct } = answer;
        const message = status < 300 ? '' : (JSON.parse(text) as { message: string }).message;
        resolve({ status, message, warnings: headersDistinct.warning ?? [] });
      });
    },
  );
  sent.on('error', reject);
  sent.on('timeout', () => sent.destroy(new Error(`no answer to ${place} within 30 s`)));
  sent.end(JSON.stringify(manifest));
  return promise;
}

/** Where the API server keeps the object, by its own list of resources. */
export async function placeOf(
  server: KubernetesServer,
  { apiVersion, kind, metadata }: Manifest,
): Promise<string> {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { resources } = (await server.ask('GET', root)) as {
    resources: { name: string; kind: string; namespaced: boolean }[];
  };
  const found = resources.find((each) => each.kind === kind && !each.name.includes('/'));
  if (!found) throw new Error(`the API server knows no ${kind} of ${apiVersion}`);
  const within = found.namespaced ? `/namespaces/${metadata.namespace}` : '';
  return `${root}${within}/${found.name}/${metadata.name}`;
}

/** Waits until a definition of resources can be used. */
export async function established(server: KubernetesServer, name: string): Promise<void> {
  await until(
    async () => {
      const place = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
      const { status } = (await server.ask('GET', place)) as {
        status?: { conditions?: { type: string; status: string }[] };
      };
      return (
        status?.conditions?.some((each) => each.type === 'Established' && each.status === 'True') === true
      );
    },
    { deadlineMs: 60_000 },
  );
}
