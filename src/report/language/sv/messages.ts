import type { Catalogue } from '../catalogue.ts';
import { count, quantity } from './figures.ts';

function lastFetched(minutesAgo: number | undefined): string {
  if (minutesAgo === undefined) return 'hämtades de ingen vet när';
  return `hämtades de senast för ${minutesAgo < 120 ? quantity(minutesAgo, 'minut', 'minuter') : quantity(Math.floor(minutesAgo / 60), 'timme', 'timmar')} sedan`;
}

const findings: Catalogue['messages']['findings'] = {
  'replies-unread': ({ minutesAgo }) =>
    `Svar kunde inte hämtas, och dessförinnan ${lastFetched(minutesAgo)}: den som har svarat STOPP sedan dess får det här också. Hämta dem först: jojka-sync replies`,
  'replies-missed': ({ minutesAgo }) =>
    `Svar är borta som ingen har sett: Jojka sparar dem i 96 timmar, och de hämtades inte på längre tid än så (dessförinnan ${lastFetched(minutesAgo)}). Den som har svarat STOPP i ett av dem får det här också. Se efter i Jojka vem som har det, och spärra: jojka-sync blocklist add NUMMER`,
  'no-consent': ({ numbers, of, examples }) =>
    `${count(numbers)} av ${quantity(of, 'mottagare', 'mottagare')} har inget samtycke som databasen känner till: ${examples}`,
  unwanted: ({ numbers, of, examples }) =>
    `${count(numbers)} av ${quantity(of, 'mottagare', 'mottagare')} finns inte i något CRM, eftersom ingen pipeline vill ha dem: ${examples}`,
  night: ({ hour, timeZone }) =>
    `Det går ut klockan ${hour} i ${timeZone}; mellan 21 och 8 sover folk. En annan tid: --at`,
  unanswerable: ({ sender }) =>
    `Texten ber om svar, och ingen kan svara en avsändare i bokstäver (${sender}). Utan --from är kontots eget nummer avsändare.`,
  'no-way-out': () =>
    'Texten säger inte hur man slipper fler sådana meddelanden. Lägg till ett ord att svara med (STOPP) eller en länk.',
  parts: ({ parts, of }) =>
    `Varje meddelande är ${parts} SMS, och betalas så: ${count(parts * of)} SMS till ${quantity(of, 'mottagare', 'mottagare')}.`,
};

export const messages: Catalogue['messages'] = {
  findings,
  stops: (text, code) => `${text} [--allow ${code}]`,
  more: (value) => `${count(value)} till`,
  titles: {
    account: 'Konto',
    to: 'Till',
    group: 'Grupp',
    blocked: 'Spärrade',
    invalid: 'Ogiltiga',
    repeated: 'Upprepade',
    sentAs: 'Skickas som',
    name: 'Namn',
    sender: 'Avsändare',
    when: 'När',
    size: 'Storlek',
    mind: 'Tänk på',
    text: 'Text',
  },
  titleWidth: 13,
  account: (account, url) => `${account} på ${url}`,
  numbers: (value) => quantity(value, 'nummer', 'nummer'),
  everybody: 'all, alltså varje kontakt i kontot',
  members: (group, members) =>
    `${group}: ${quantity(members, 'medlem', 'medlemmar')} nu; den som kommer till senare får inget`,
  invalid: (value) => `${count(value)} utelämnade; de listas nedan`,
  repeated: (value) => `${count(value)}; varje nummer får det en gång`,
  ownNumber: 'kontots eget nummer',
  when: (local, utc) => `${local}, alltså ${utc}`,
  now: 'nu',
  size: (characters, encoding, parts, all) =>
    `${quantity(characters, 'tecken', 'tecken')}, ${encoding}: ${parts} SMS var, ${count(all)} SMS totalt`,
  becauseOf: (characters) => ` på grund av ${characters}`,
  leftOut: 'Utelämnade som ogiltiga:',
  blocked: (value) =>
    `${quantity(value, 'utelämnad', 'utelämnade')} som liggaren känner till; andra är Jojkas att hoppa över`,
  noLedger: 'inga kända, eftersom det inte finns någon liggare för kontot här; de är Jojkas att hoppa över',
  oneMessage: 'ett meddelande',
  oneCampaign: 'en kampanj',
  campaigns: (value, sizes) => `${value} kampanjer (${sizes})`,
  which: (title, at, of) => (of > 1 ? `${title} ${at} av ${of}` : title),
  sent: (which, whom, id, isScheduled) =>
    `${which}: ${isScheduled ? 'planerat' : 'skickat'} till ${whom}, id ${id}`,
  failed: (which, whom, error) => `${which}: inte skickat till ${whom}. ${error}`,
  unknown: (which, whom, error) =>
    `${which}: ingen vet om det gick ut till ${whom}. ${error}.\nDet skickades inte igen: då kunde meddelandet gå ut två gånger. Titta i Jojka innan du skickar det en gång till.`,
  notTried: (which, whom) => `${which}: inte skickat till ${whom}: inte försökt.`,
  didNotGetIt: (numbers) => `${quantity(numbers, 'nummer', 'nummer')} fick det inte`,
  mayHaveGotIt: (numbers) => `${quantity(numbers, 'nummer', 'nummer')} kan ha fått det`,
  toSendAgain: (file) => `Så skickar du till dem: samma kommando med --file ${file}`,
  lookFirst: (file) => `Titta i Jojka först. De står i ${file}`,
  noCampaign: 'Det finns ingen kampanj i historiken.',
  listHead: ['KAMPANJ', 'SKICKAT', 'NUMMER', 'UTFALL', 'NAMN'],
  outcomes: {
    sent: 'skickat',
    failed: 'inte skickat',
    unknown: 'okänt',
    'not-tried': 'inte försökt',
    sending: 'påbörjat',
  },
  scheduled: 'planerat',
  aMessage: '(ett meddelande)',
  statusHead: ['KAMPANJ', 'MEDDELANDEN'],
  noMessages: (id) => `${id} har inga meddelanden: den har inte börjat, avbröts, eller nådde ingen.`,
  cannotBeTold: (id, error) => `${id} går inte att säga något om: ${error}`,
  stillSent: 'SENT: telefonen har inte svarat än. Operatörerna tar upp till 48 timmar på sig.',
  delivery: 'Leverans',
};
