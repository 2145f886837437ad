import { isLoopback } from '../loopback.ts';
import { Refusal } from './refusal.ts';

const largestList = 64 * 1024 * 1024;
const timeoutMs = 10_000;

/** Fetches the list of a `contacts_list_url`, from this machine only: the sandbox calls nobody else. */
export async function fetchList(url: string): Promise<string> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || !isLoopback(new URL(url).hostname))
    throw new Refusal('contacts_list_url', 'the sandbox fetches from this machine only');
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok || !answer.body) throw new Error(`HTTP ${answer.status}`);
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of answer.body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > largestList) throw new Error('too large');
    }
    return text + decoder.decode();
  } catch {
    throw new Refusal('contacts_list_url', 'the list could not be fetched');
  }
}
