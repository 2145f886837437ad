import { plainName } from './column-names.ts';

/** What columns and lists are called that say who wants SMS and who does not; written as {@link plainName} makes them. */

/** Columns whose yes means: no SMS to this person. */
export const optOutNames: readonly string[] = [
  ...['smsstopp', 'smsstop', 'stoppsms', 'stopsms', 'smssparr', 'smssparrad', 'ejsms', 'ingasms', 'intesms'],
  ...[
    'smsavregistrerad',
    'avregistreradsms',
    'avanmaldsms',
    'smsavanmald',
    'smsreservation',
    'reserveradsms',
    'nixsms',
  ],
  ...[
    'smsoptout',
    'optoutsms',
    'smsoptedout',
    'optedoutofsms',
    'hasoptedoutofsms',
    'nosms',
    'donotsms',
    'donottext',
  ],
  ...[
    'smsunsubscribed',
    'unsubscribedsms',
    'smsblocked',
    'smsblacklisted',
    'phoneblacklisted',
    'donotcontact',
  ],
  ...[
    'optout',
    'optedout',
    'unsubscribed',
    'unsubscribedat',
    'optoutat',
    'optoutdate',
    'optedoutat',
    'unsubscribe',
  ],
  ...[
    'avregistrerad',
    'avanmald',
    'avregistreraddatum',
    'stopp',
    'stop',
    'sparrad',
    'utskicksstopp',
    'reklamsparr',
  ],
  ...['marknadsforingsstopp', 'blacklisted', 'blocklisted', 'blockerad', 'blocked', 'donotcall', 'gdprstopp'],
];

/** Columns whose no means: no SMS to this person. */
export const optInNames: readonly string[] = [
  ...['smsutskick', 'smsok', 'smsja', 'oksms', 'smssamtycke', 'samtyckesms', 'smsgodkand', 'godkannersms'],
  ...[
    'tillatsms',
    'tillatersms',
    'farsms',
    'villhasms',
    'onskarsms',
    'smsmarknadsforing',
    'smsreklam',
    'smsaviseringar',
  ],
  ...[
    'smsoptin',
    'optinsms',
    'smsconsent',
    'consentsms',
    'smsallowed',
    'allowsms',
    'allowssms',
    'acceptssms',
  ],
  ...[
    'acceptssmsmarketing',
    'smsmarketing',
    'smsmarketingconsent',
    'smspermission',
    'smssubscribed',
    'receivesms',
  ],
  ...[
    'wantssms',
    'sendsms',
    'smsnotifications',
    'smsenabled',
    'nyhetsbrevsms',
    'smsnyhetsbrev',
    'textconsent',
  ],
];

/** The same by names that may be about something else: only where no other column says it, and its values are yes and no. */
export const perhapsOptInNames: readonly string[] = [
  ...[
    'sms',
    'utskick',
    'samtycke',
    'marknadsforing',
    'reklam',
    'consent',
    'optin',
    'marketing',
    'marketingconsent',
  ],
];

/** Whether a file or table is called like a list of people who want no SMS. */
export function isListOfOptOuts(title: string): boolean {
  return /optout|optedout|unsubscri|blacklist|blocklist|donot(call|text|contact)|stopp?list|sparr|avregistre|avanmal|stoppade/.test(
    plainName(title),
  );
}
