import { Agent, request } from 'node:http';

/**
 * Floods a gateway with messages that are not signed, on several connections, until it is asked to end; then says as JSON
 * how often it was answered with which status. Arguments: the port, and how many connections.
 */
const [port = '', connections = '1'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const small = JSON.stringify({ groupKey: 'flood', alerts: [] });
const large = JSON.stringify({ alerts: [], note: 'a'.repeat(100_000) });

const kinds = [
  { path: '/hooks/alertmanager', headers: { authorization: 'Bearer not-the-token' }, body: small },
  { path: '/hooks/alertmanager', headers: {}, body: large },
  { path: '/hooks/grafana', headers: { 'x-grafana-alerting-signature': '0'.repeat(64) }, body: large },
];

const counts: Record<string, number> = {};
let running = true;
const end = () => {
  running = false;
};
process.on('SIGTERM', end);
// Whoever asked for a flood may be gone.
setTimeout(end, 170_000).unref();

function ask({ path, headers, body }: (typeof kinds)[number]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const length = { 'content-length': Buffer.byteLength(body) };
  const asked = request(
    { port, agent, path, method: 'POST', headers: { ...headers, ...length } },
    (answer) => {
      answer.resume();
      answer.on('close', () => resolve(`${answer.statusCode}`));
    },
  );
  asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  asked.end(body);
  return promise;
}

async function flood(kind: (typeof kinds)[number]): Promise<void> {
  while (running) {
    const said = await ask(kind);
    counts[said] = (counts[said] ?? 0) + 1;
  }
}

await Promise.all(
  Array.from({ length: Number(connections) }, (_, i) => flood(kinds[i % kinds.length] as never)),
);
agent.destroy();
process.stdout.write(JSON.stringify(counts));
