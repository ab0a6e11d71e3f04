import fc from 'fast-check';

const mentions = ['<!channel>', '<!here>', '<@UVICTIM001>', '<!subteam^S1|all>', '<#C1|x>', '@everyone'];
const links = [
  '<https://evil.example|the runbook>',
  '[the runbook](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '<a href="https://evil.example">x</a>',
  '[a]: https://evil.example',
  'javascript:alert(1)',
  'https://user:secret@evil.example/',
];
const markup = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=y>',
  '*bold*',
  '```',
  '# T',
  '|a|b|',
  '&lt;',
];
const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length'];
const codes = [
  '\0',
  '\u001b[2J',
  '\u0007',
  '\r\nBcc: x@evil.example\r\n',
  '\r\n',
  '\n',
  '\u2028',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\u007f',
];
const halves = ['\ud83d', '\udc00', 'a\ud83d', '\udc00b'];
const templates = [
  `\${HOME}`,
  '{{constructor}}',
  '{{#each this}}',
  '%s%n',
  '$(id)',
  '`id`',
  "'; DROP TABLE x; --",
];
const blanks = ['', ' ', '   ', '\t', '\n', '\u00a0', '\u200b'];
const numbers = ['0', '-1', '1e999', 'NaN', 'null', 'true', '٣'];

/** Somebody's words that should stay words, wherever they are shown. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...mentions, ...links, ...markup), weight: 4 },
  { arbitrary: fc.constantFrom(...keys, ...codes, ...halves, ...templates, ...numbers), weight: 4 },
  { arbitrary: fc.constantFrom(...blanks), weight: 2 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 30 }), weight: 2 },
  {
    arbitrary: fc.constantFrom('x', '漢', '🚨', '<', '\\', ' ', '\ud83d').map((one) => one.repeat(9_000)),
    weight: 1,
  },
  {
    arbitrary: fc
      .array(fc.constantFrom(...mentions, ...links, ...markup, ...codes, ...halves), {
        minLength: 2,
        maxLength: 5,
      })
      .map((parts) => parts.join('')),
    weight: 2,
  },
);

/** Names that JavaScript has a meaning for, and others. */
export const hostileKey: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...keys, ''), hostileText);
