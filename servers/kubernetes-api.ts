import { request } from 'node:https';

/** Where an API server is and who asks; without `ca` its certificate is not checked. */
export interface ApiAccess {
  readonly url: string;
  readonly token: string;
  /** PEM */
  readonly ca: string | undefined;
}

/** One request; answers the parsed body. @throws Error with the server's message if it refuses */
export function askApi(
  { url, token, ca }: ApiAccess,
  method: string,
  place: string,
  body?: object,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(place, url),
      {
        method,
        ca,
        rejectUnauthorized: ca !== undefined,
        headers: { authorization: `Bearer ${token}`, 'content-type': typeOf(method) },
        timeout: 5_000,
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          text += part;
        });
        answer.on('error', reject);
        answer.on('end', () => {
          const { statusCode = 0 } = answer;
          const content = /json/.test(answer.headers['content-type'] ?? '') ? JSON.parse(text) : text;
          if (statusCode < 300) resolve(content);
          else
            reject(new Error(`${method} ${place}: ${statusCode} ${content?.message ?? text.slice(0, 200)}`));
        });
      },
    );
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${place}: no answer within 5 s`)));
    sent.end(body && JSON.stringify(body));
  });
}

const typeOf = (method: string) => (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
