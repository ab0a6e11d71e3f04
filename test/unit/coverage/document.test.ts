import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareNumbers, namesIn, takeApart } from './document.ts';

const markdown = `# Runbook
## 1. Look (5 minutes)
Answer within 15 minutes, see \`kubectl get nodes\` and \`kubectl\`.
\`\`\`bash
# Twice a day: who's there
kubectl get pods \\
  -n shop
psql -c "
SELECT 1;"
\`\`\`
1. **Then**:
   \`\`\`bash
   curl -d '{
     "a": 1
   }' https://shop.example
   \`\`\`
\`\`\`
SEV [1-4]
\`\`\`
`;

test('commands are joined over continuations and quotes, and stand under their headings', () => {
  assert.deepEqual(takeApart(markdown).commands, [
    { section: 'Runbook / 1. Look (5 minutes)', command: 'kubectl get pods -n shop' },
    { section: 'Runbook / 1. Look (5 minutes)', command: 'psql -c " SELECT 1;"' },
    { section: 'Runbook / 1. Look (5 minutes)', command: 'curl -d \'{ "a": 1 }\' https://shop.example' },
  ]);
});

test('commands outside of blocks are found by their programs', () => {
  assert.deepEqual(takeApart(markdown).inline, ['kubectl get nodes']);
});

test('addresses, places and numbers of replicas are names', () => {
  const text =
    'Ask ann@shop.example in #shop, +1-555-HELP\n```bash\nkubectl scale deployment api --replicas=5 -n shop\n```\n';
  assert.deepEqual(namesIn(takeApart(text)), [
    'ann@shop.example',
    '#shop',
    '+1-555-HELP',
    'shop',
    'api',
    '--replicas=5',
  ]);
});

test('a number that nobody wrote down is found, ordinals are not numbers', () => {
  const { prose } = takeApart(markdown);
  assert.deepEqual(bareNumbers(prose, ['15 minutes', 'SEV [1-']), [
    '5 in "Look (5 minutes)"',
    '4 in "SEV [1-4]"',
  ]);
  assert.deepEqual(bareNumbers(['P0, 5xx and 1 hour'], []), [
    '5 in "P0, 5xx and 1 hour"',
    '1 in "P0, 5xx and 1 hour"',
  ]);
});
