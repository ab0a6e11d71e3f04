import { z } from 'zod';
import { mapping, name, text } from '../values.ts';

/** They start other programs, which they read out of their arguments. */
const interpreters =
  'ash awk bash busybox csh dash env eval fish ksh lua node nohup perl php python ruby sh su sudo tcsh timeout toybox xargs zsh'.split(
    ' ',
  );

/** A look that changes something is none. */
const changing =
  'chmod chown cp dd halt kill killall ln mkfs mv pkill poweroff reboot rm rmdir shutdown tee touch truncate'.split(
    ' ',
  );

const program = text.superRefine((written, context) => {
  const says = (message: string) => context.addIssue({ code: 'custom', message });
  if (/\s/.test(written)) says('one word; its arguments are words of their own: [df, -h]');
  else if (interpreters.includes(programOf(written)))
    says('the program itself: no shell, nor what starts other programs');
  else if (changing.includes(programOf(written)))
    says('a program that only looks; what changes something is a mitigation');
});

const argument = text.superRefine((written, context) => {
  const says = (message: string) => context.addIssue({ code: 'custom', message });
  const refused = ['-c', '--command'].includes(written) || interpreters.includes(programOf(written));
  if (refused) says('an argument; no other program is started');
  else if (/[|;&<>`$\n]/.test(written)) {
    says('an argument that says what it means: no shell reads it, so no pipe, variable or redirection');
  }
});

/** A program that looks around in the pods of a workload: `command: [ps, aux, --sort=-%mem]`. */
export const inPodEntry = mapping({
  title: text,
  target: name,
  container: text.optional(),
  command: z
    .tuple([program], argument, { error: 'the program and its arguments as a list: [df, -h]' })
    .refine((words) => words.length <= 20, 'at most 20 words'),
});

/** `python` of `/usr/bin/python3.11` */
function programOf(path: string): string {
  const name = path.split('/').at(-1)?.toLowerCase() ?? '';
  return name.replace(/[\d.]+$/, '');
}
