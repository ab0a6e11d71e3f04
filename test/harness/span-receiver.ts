import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

/** As OTLP has them; only what tests look at. */
const schema = `
syntax = "proto3";
message Value { string string_value = 1; int64 int_value = 3; }
message KeyValue { string key = 1; Value value = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; repeated KeyValue attributes = 9;
}
message ScopeSpans { repeated Span spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Request { repeated ResourceSpans resource_spans = 1; }`;

interface Attribute {
  key: string;
  value?: { stringValue?: string; intValue?: string };
}

export interface ReceivedSpan {
  service: string;
  trace: string;
  id: string;
  parent: string;
  name: string;
  attributes: Record<string, string>;
}

/** Takes spans over OTLP/HTTP in protobuf, as a collector does. */
export interface SpanReceiver {
  url: string;
  spans: ReceivedSpan[];
  stop(): Promise<void>;
}

export async function startSpanReceiver(): Promise<SpanReceiver> {
  const request = protobuf.parse(schema).root.lookupType('Request');
  const spans: ReceivedSpan[] = [];
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const body = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    if (incoming.url === '/v1/traces') spans.push(...spansIn(request, body));
    answer.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Message {
  resourceSpans: {
    resource: { attributes: Attribute[] };
    scopeSpans: {
      spans: {
        traceId: string;
        spanId: string;
        parentSpanId: string;
        name: string;
        attributes: Attribute[];
      }[];
    }[];
  }[];
}

function spansIn(type: protobuf.Type, body: Buffer): ReceivedSpan[] {
  const read = type.toObject(type.decode(body), { bytes: String, longs: String, arrays: true }) as Message;
  return read.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = named(resource.attributes)['service.name'] ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId = '', name, attributes }) => ({
        ...{ service, name, trace: hex(traceId), id: hex(spanId), parent: hex(parentSpanId) },
        attributes: named(attributes),
      })),
    );
  });
}

function named(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value?.stringValue ?? value?.intValue ?? '']),
  );
}

function hex(base64: string): string {
  return Buffer.from(base64, 'base64').toString('hex');
}
