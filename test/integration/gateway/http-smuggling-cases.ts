import { request } from './raw-http.ts';

/** Bytes that two servers may read differently, around a request that would be let in if it were read. */
export interface Case {
  name: string;
  bytes: string;
}

/** `inner` = a request with valid credentials; none of these may make the server carry it out. */
export function smuggled(path: string, inner: string): Case[] {
  const outer = (...headers: string[]) => [`POST ${path} HTTP/1.1`, 'Host: mayday', ...headers];
  const cases: Record<string, string> = {
    'Content-Length, then Transfer-Encoding': request(
      outer('Content-Length: 6', 'Transfer-Encoding: chunked'),
      `0\r\n\r\n${inner}`,
    ),
    'Transfer-Encoding, then Content-Length': request(
      outer('Transfer-Encoding: chunked', 'Content-Length: 6'),
      `0\r\n\r\n${inner}`,
    ),
    'two lengths': request(outer('Content-Length: 0', `Content-Length: ${inner.length}`), inner),
    'two equal lengths': request(outer('Content-Length: 0', 'Content-Length: 0'), inner),
    'a list of lengths': request(outer('Content-Length: 0, 0'), inner),
    'a length with a sign': request(outer('Content-Length: +0'), inner),
    'a negative length': request(outer('Content-Length: -1'), inner),
    'a length in hexadecimal': request(outer('Content-Length: 0x0'), inner),
    'a length with a space inside': request(outer('Content-Length: 0 0'), inner),
    'a length that is too large a number': request(outer('Content-Length: 99999999999999999999'), inner),
    'chunked, then identity': request(outer('Transfer-Encoding: chunked, identity'), `0\r\n\r\n${inner}`),
    'two Transfer-Encodings': request(
      outer('Transfer-Encoding: chunked', 'Transfer-Encoding: identity'),
      `0\r\n\r\n${inner}`,
    ),
    'an unknown encoding': request(outer('Transfer-Encoding: xchunked'), `0\r\n\r\n${inner}`),
    'identity with a length': request(outer('Transfer-Encoding: identity', 'Content-Length: 0'), inner),
    'chunked behind a vertical tab': request(outer('Transfer-Encoding: \x0bchunked'), `0\r\n\r\n${inner}`),
    'a space before the colon': request(outer('Transfer-Encoding : chunked'), `0\r\n\r\n${inner}`),
    'a space before a name': request(outer(' Transfer-Encoding: chunked'), `0\r\n\r\n${inner}`),
    'a folded header': request(outer('Transfer-Encoding:\r\n chunked'), `0\r\n\r\n${inner}`),
    'a folded length': request(outer('Content-Length: 0\r\n 0'), inner),
    'lines that end with LF alone': `POST ${path} HTTP/1.1\nHost: mayday\nContent-Length: 0\n\n${inner}`,
    'lines that end with CR alone': `POST ${path} HTTP/1.1\rHost: mayday\rContent-Length: 0\r\r${inner}`,
    'a CR inside a value': request(outer('X-Note: a\rContent-Length: 0', 'Content-Length: 0'), inner),
    'an LF inside a value': request(outer('X-Note: a\nTransfer-Encoding: chunked'), `0\r\n\r\n${inner}`),
    'a NUL inside a value': request(outer('X-Note: a\0b', 'Content-Length: 0'), inner),
    'a NUL inside a name': request(outer('X-No\0te: a', 'Content-Length: 0'), inner),
    'a name without a value': request(outer('Content-Length'), inner),
    'no name': request(outer(': 0'), inner),
    'a chunk longer than it says': request(
      outer('Transfer-Encoding: chunked'),
      `1\r\nab\r\n0\r\n\r\n${inner}`,
    ),
    'a chunk with a negative size': request(outer('Transfer-Encoding: chunked'), `-1\r\n\r\n${inner}`),
    'a chunk with 0x': request(outer('Transfer-Encoding: chunked'), `0x0\r\n\r\n${inner}`),
    'a size of a chunk that overflows': request(
      outer('Transfer-Encoding: chunked'),
      `10000000000000000\r\n${inner}`,
    ),
    'a chunk that ends with LF alone': request(outer('Transfer-Encoding: chunked'), `1\nA\n0\n\n${inner}`),
    'an extension of a chunk with an LF': request(
      outer('Transfer-Encoding: chunked'),
      `1;a\nb\r\nA\r\n0\r\n\r\n${inner}`,
    ),
    'an extension of 20 KB': request(
      outer('Transfer-Encoding: chunked'),
      `1;${'a'.repeat(20_000)}\r\nA\r\n0\r\n\r\n${inner}`,
    ),
    'no HTTP version': `POST ${path}\r\n\r\n${inner}`,
    'HTTP/0.9': `GET ${path}\r\n${inner}`,
    'HTTP/2.0': request([`POST ${path} HTTP/2.0`, 'Host: mayday', 'Content-Length: 0'], inner),
    'the preface of HTTP/2': `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${inner}`,
    'HTTP/1.9': request([`POST ${path} HTTP/1.9`, 'Host: mayday', 'Content-Length: 0'], inner),
    'two spaces after the method': request(
      [`POST  ${path} HTTP/1.1`, 'Host: mayday', 'Connection: close'],
      inner,
    ),
    'a tab after the method': request([`POST\t${path} HTTP/1.1`, 'Host: mayday'], inner),
    'a space in the address': request([`POST ${path} x HTTP/1.1`, 'Host: mayday'], inner),
    'a lower-case method': request([`post ${path} HTTP/1.1`, 'Host: mayday'], inner),
    'an unknown method': request([`STEAL ${path} HTTP/1.1`, 'Host: mayday'], inner),
    'CONNECT to us': request(['CONNECT mayday:80 HTTP/1.1', 'Host: mayday'], inner),
    'CONNECT to elsewhere': request(['CONNECT 169.254.169.254:80 HTTP/1.1', 'Host: mayday'], inner),
    'no Host': request([`POST ${path} HTTP/1.1`, 'Content-Length: 0', 'Connection: close'], inner),
    'an Expect that nobody knows': request(outer('Expect: the-unexpected', 'Connection: close'), inner),
    'greetings of TLS': `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${'a'.repeat(200)}${inner}`,
    'greetings of SSH': `SSH-2.0-OpenSSH_9.6\r\n${inner}`,
  };
  return Object.entries(cases).map(([name, bytes]) => ({ name, bytes }));
}
