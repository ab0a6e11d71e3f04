import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileSystemsOf, linesOf } from '../../../activities/kubernetes/command-output.ts';
import { judged } from '../../../activities/kubernetes/command-verdict.ts';
import { endOf } from '../../../activities/kubernetes/run-in-pod.ts';

const df = `Filesystem      Size  Used Avail Use% Mounted on
overlay          50G   46G  4.0G  92% /
tmpfs            64M     0   64M   0% /dev
/dev/sda1       100G   12G   88G  12% /var/lib/app data
/dev/loop3       56M   56M     0 100% /snap/core/1
`;

describe('what programs in pods print', () => {
  test('df is read, fullest first, without images', () => {
    assert.deepEqual(fileSystemsOf(df), [
      { mount: '/', used: 92 },
      { mount: '/var/lib/app data', used: 12 },
      { mount: '/dev', used: 0 },
    ]);
  });

  test('busybox breaks no line, df -i counts inodes', () => {
    const busybox = 'Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/sda1 100 95 5 95% /data\n';
    assert.deepEqual(fileSystemsOf(busybox), [{ mount: '/data', used: 95 }]);
    const inodes =
      'Filesystem Inodes IUsed IFree IUse% Mounted on\noverlay 100 97 3 97% /\ntmpfs 0 0 0 - /x\n';
    assert.deepEqual(fileSystemsOf(inodes), [{ mount: '/', used: 97 }]);
  });

  test('20 lines are left of many, without codes of terminals', () => {
    const lines = linesOf(
      Array.from({ length: 30 }, (_, i) => `\u001b[1mline ${i + 1}\u001b[0m`).join('\r\n'),
    );
    assert.equal(lines.length, 20);
    assert.deepEqual(
      [lines[0], lines[12], lines[13], lines[14], lines[19]],
      ['line 1', 'line 13', '… 11 lines …', 'line 25', 'line 30'],
    );
    assert.equal(linesOf(Array.from({ length: 20 }, () => 'x').join('\n')).includes('… 1 lines …'), false);
  });
});

// As kubelets write it, see remotecommand.ServeExec of Kubernetes.
const nonZero = {
  status: 'Failure',
  reason: 'NonZeroExitCode',
  message: 'command terminated with non-zero exit code: exit status 3',
  details: { causes: [{ reason: 'ExitCode', message: '3' }] },
};

describe('how programs in pods end', () => {
  test('with 0, with a code, or nobody knows', () => {
    assert.deepEqual(endOf({ status: 'Success' }), { code: 0 });
    assert.deepEqual(endOf(nonZero), { code: 3 });
    const lost = { status: 'Failure', reason: 'InternalError', message: 'no such program' };
    assert.deepEqual(endOf(lost), { unknown: 'no such program' });
  });

  const command = ['df', '-h'];
  const question = { command, diskSickAbove: 90 };

  test('a code other than 0 is sick, and the last line says why', () => {
    const { sick, says } = judged(
      { output: 'reading\ndf: no such disk\n', ended: { code: 3 } },
      question,
      'backend-1',
    );
    assert.deepEqual([sick, says], [true, '"df -h" in backend-1 ended with exit code 3: df: no such disk.']);
  });

  test('a disk above the limit is sick, one at the limit is not', () => {
    const ran = { output: df, ended: { code: 0 } };
    assert.equal(
      judged(ran, question, 'backend-1').says,
      'In backend-1 1 file system more than 90 % full: / (92 %).',
    );
    assert.equal(judged(ran, { ...question, diskSickAbove: 92 }, 'backend-1').sick, false);
  });

  test('nothing is well whose end is not known', () => {
    const { sick, gaps } = judged({ output: df, ended: { unknown: 'it broke off' } }, question, 'backend-1');
    assert.deepEqual([sick, gaps], [false, ['How "df -h" ended in backend-1 is not known: it broke off.']]);
  });
});
