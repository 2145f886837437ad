/**
 * Words and signs by which somebody may mean that he wants no messages, in Swedish, English, Norwegian, Danish, Finnish, German,
 * French and Polish, and a few of Russian, Arabic, Turkish and Bosnian; for a person to decide (S1). All in lower case, without accents but
 * å, ä and ö; a reply may lack those too (`lagg av`).
 */
interface MayMean {
  /** Beginnings of words. */
  readonly stems: readonly string[];
  /** Whole words. */
  readonly words: ReadonlySet<string>;
  /** Words next to each other. */
  readonly phrases: readonly string[];
  /** Whole words that mean it only where they are nearly all that is said. */
  readonly lone: ReadonlySet<string>;
  /** Words for no: alone, or beside one of the next two. */
  readonly no: ReadonlySet<string>;
  /** Those that refuse, and say no of nothing else. */
  readonly refusing: ReadonlySet<string>;
  /** All of a short message that has a no in it and is none. */
  readonly harmless: readonly string[];
  /** Beginnings of words for messages, and for what one may want of them. */
  readonly messages: readonly string[];
  /** What says so with a no in it, in a short message. */
  readonly refusals: readonly string[];
  readonly signs: RegExp;
  /** Signs that greet or judge, and mean it where little else is said. */
  readonly loneSigns: RegExp;
}

const swedish = [
  ...[
    'stop',
    'slut',
    'avsl',
    'avreg',
    'avanm',
    'avpren',
    'avbok',
    'avbry',
    'avbest',
    'avböj',
    'avmäl',
    'avsäg',
  ],
  ...['spärr', 'block', 'slipp', 'slapp', 'rader', 'stryk', 'glöm', 'uppsäg', 'undanb', 'bortta'],
  ...[
    'upphör',
    'upphäv',
    'avläg',
    'avakt',
    'inakt',
    'deakt',
    'avvis',
    'makul',
    'undvik',
    'utträd',
    'bortpl',
    'struk',
  ],
  ...[
    'återkall',
    'motsätt',
    'invänd',
    'bestrid',
    'vägra',
    'förbjud',
    'nixa',
    'nixr',
    'ointress',
    'neka',
    'nobba',
  ],
  ...['avlid', 'dödsb', 'försvinn', 'hatar', 'jävl', 'jävel', 'helvet', 'käft', 'förbann', 'tröttn'],
  ...['ogill', 'trakass', 'lagligt', 'olaglig', 'polisanm', 'tjat', 'irriter', 'skräp', 'gdpr', 'spam'],
];
const english = [
  'unsub',
  'remov',
  'revok',
  'cancel',
  'quit',
  'optout',
  'delet',
  'withdraw',
  'desist',
  'cease',
  'disabl',
  'fuck',
  'uninterest',
];
const nordic = [
  ...['fjern', 'slett', 'slet', 'avmeld', 'afmeld', 'frameld', 'framel', 'utmeld', 'udmeld', 'afbest'],
  ...['lopet', 'lopett', 'poist', 'peru', 'irtisan', 'älkää'],
];
const others = [
  ...['abmeld', 'abbestell', 'austrag', 'kundig', 'aufhor', 'losch', 'aufhör', 'lösch'],
  ...['desabonn', 'desinscri', 'arret', 'annul', 'supprim', 'resili'],
  ...['odjav', 'prekin', 'iptal', 'durdur', 'xbatit', 'uдal', 'توقف', 'اوقف', 'ايقاف', 'الغاء'],
  ...['rezygn', 'wypis', 'zatrzym', 'przesta', 'usun', 'otpis'],
];

export const mayMean: MayMean = {
  stems: [...swedish, ...english, ...nordic, ...others],
  words: new Set([
    ...[
      'bort',
      'fred',
      'alone',
      'nope',
      'fel',
      'avstår',
      'avstå',
      'avstar',
      'meld',
      'älä',
      'koniec',
      'nein',
      'nix',
      'wrong',
      'väck',
      'قف',
    ],
  ]),
  phrases: [
    ...['säg upp', 'gå ur', 'hoppa av', 'lägg av', 'låt mig vara', 'låt bli', 'ta mig ur', 'ta mig av'],
    ...['plocka bort', 'plocka mig', 'tackar nej', 'tacka nej', 'låt mig va', 'dont want', 'do not want'],
    ...['inte vara med', 'inte vara kvar', 'inte delta', 'inte längre', 'orkar inte', 'skriv ut mig'],
    ...['leave me', 'let me be', 'no longer', 'en halua', 'en enää', 'la meg være', 'lad mig være'],
    ...[
      'säger upp',
      'säga upp',
      'sagt upp',
      'sag opp',
      'går ur',
      'gått ur',
      'hoppar av',
      'lägger av',
      'låter mig',
    ],
    ...[
      'lägg ner',
      'lägg ned',
      'bli av',
      'blir jag av',
      'blir av med',
      'säger nej',
      'säga nej',
      'mig ur',
      'ur mig',
      'mej ur',
      'klicka ur',
    ],
    ...[
      'drar tillbaka',
      'dra tillbaka',
      'tar tillbaka',
      'ta tillbaka',
      'stäng av',
      'stänga av',
      'stänger av',
      'koppla bort',
    ],
    ...[
      'checka ut',
      'det räcker',
      'räcker nu',
      'nu räcker',
      'nog nu',
      'är död',
      'ni stör',
      'anmäler er',
      'anmäla er',
      'fan i',
    ],
    ...[
      'för många sms',
      'för mycket sms',
      'för många meddelanden',
      'too many',
      'inte kund',
      'ingen kund',
      'inte medlem',
    ],
    ...['ingen medlem', 'go away', 'get lost', 'piss off', 'lose my number'],
    ...['lass mich', 'lasst mich', 'plus de sms', 'plus de messages', 'nie chce', 'ønsker ikke', 'vil ikke'],
  ],
  lone: new Set([
    ...['nog', 'räcker', 'lämna', 'leave', 'mute', 'basta', 'dur'],
    ...['stands', 'stans', 'halt', 'haltu', 'enough', 'exit', 'pausa', 'paus', 'non', 'nie'],
  ]),
  no: new Set([
    ...['nej', 'nei', 'no', 'ei', 'inte', 'ikke', 'not', 'inga', 'ingen', 'aldrig', 'never', 'inget', 'nope'],
    ...['nä', 'nää', 'näe', 'nix', 'utan', 'kein', 'keine', 'nicht', 'ingenting', 'aldri'],
    ...['dont', "don't", 'don’t', 'ne', 'net', 'لا'],
  ]),
  refusing: new Set(['nej', 'nei', 'no', 'nä', 'nää', 'näe', 'nix', 'nope', 'nein', 'nääj']),
  messages: [
    ...[
      'sms',
      'meddel',
      'skick',
      'utskick',
      'reklam',
      'list',
      'prenum',
      'text',
      'messag',
      'besked',
      'beskjed',
    ],
    ...['kontakt', 'intress', 'beställ', 'skriv', 'hör', 'mail', 'mejl', 'mer', 'contact', 'interest'],
    ...[
      'erbjud',
      'nyhet',
      'notis',
      'påminn',
      'inbjud',
      'annons',
      'kampanj',
      'info',
      'brev',
      'mess',
      'nummer',
      'längre',
    ],
    ...['samtyck', 'godkän', 'accept', 'offer', 'news', 'promo', 'send', 'write', 'subscri'],
    ...['viest', 'säg', 'nachricht', 'werbung'],
  ],
  harmless: [
    ...[
      'inga problem',
      'inget problem',
      'ingen fara',
      'ingen orsak',
      'inga bekymmer',
      'no problem',
      'no worries',
    ],
    ...['ingen årsak', 'ingen problem', 'ikke noget problem', 'ei hätää', 'ei se mitään'],
  ],
  refusals: ['vill inte', 'vill ha inget', 'inte ha', 'inte få'],
  signs: /[❌❎🛑⛔🚫✖📵🔕🔇🚷]/u,
  loneSigns: /[✋🖐👎🖕🤚🙅]/u,
};
