import { type Notice, noticeText } from './notice.ts';

/**
 * A notice for a program. `text` is the whole of it as a person reads it, which chats that know nothing of the rest show.
 * Within a version, keys are added and never taken away.
 */
export function jsonMessage(notice: Notice): object {
  return { version: 1, ...notice, text: noticeText(notice) };
}
