import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { SlackUpload } from './thread.ts';

/** The post-mortem of a key id as Markdown; undefined if none is kept. */
export type PostMortemOf = (keyId: string) => Promise<string | undefined>;

/** @throws ApplicationFailure `TargetNotFound` where nothing is kept */
export async function postMortemFile(
  { incident, keyId }: Notice,
  postMortemOf: PostMortemOf,
): Promise<SlackUpload> {
  const content = await postMortemOf(keyId);
  if (content === undefined)
    throw ApplicationFailure.nonRetryable(`No post-mortem of ${incident} is kept.`, final.targetNotFound);
  const name = `${incident}-post-mortem.md`;
  return { name, content, title: `Post-mortem of ${incident}` };
}
