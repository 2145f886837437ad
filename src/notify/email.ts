import type { NotifySettings } from '../config/notify.ts';
import { isLoopback } from '../loopback.ts';
import { wordsOf } from '../report/language/words.ts';
import { codeOf, UndeliveredError } from './http-send.ts';
import { type Notice, noticeText } from './notice.ts';

/** A larger report is not attached: it would not arrive in time, or not be taken. */
const mostReportBytes = 5 * 1024 * 1024;

/** Of one conversation with the mail server. */
const timeoutMs = 5000;

/**
 * Sends a notice by e-mail, with the run's report attached.
 *
 * A user name and password go over TLS alone, save to this machine.
 *
 * @param report as HTML; none where left out
 * @throws UndeliveredError when the server does not take it
 */
export async function sendEmail(
  email: NonNullable<NotifySettings['email']>,
  notice: Notice,
  report: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const server = new URL(email.smtp);
  // Loaded here alone: most nights send no mail.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: email.smtp,
    requireTLS: server.protocol === 'smtp:' && server.username !== '' && !isLoopback(server.hostname),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
  });
  const isTooLarge = report !== undefined && Buffer.byteLength(report) > mostReportBytes;
  const text = isTooLarge
    ? `${noticeText(notice)}\n${wordsOf(notice.lang).notices.reportTooLarge}`
    : noticeText(notice);
  const aborted = new Promise<never>((_, reject) => {
    const end = () => reject(new UndeliveredError('no answer in time'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
  try {
    await Promise.race([
      transport.sendMail({
        from: email.from,
        to: email.to,
        subject: notice.title,
        text: `${text}\n`,
        // Answers of machines ("out of office") are kept from coming back.
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...(report !== undefined &&
          !isTooLarge && {
            attachments: [
              {
                filename: `jojka-sync-${notice.run ?? notice.pipeline}.html`,
                content: report,
                contentType: 'text/html; charset=utf-8',
              },
            ],
          }),
      }),
      aborted,
    ]);
  } catch (error) {
    if (error instanceof UndeliveredError) throw error;
    const answered = (error as { responseCode?: unknown }).responseCode;
    throw new UndeliveredError(typeof answered === 'number' ? `SMTP ${answered}` : codeOf(error));
  } finally {
    transport.close();
  }
}
