import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayOptOut } from '../../src/replies/may-opt-out.ts';
import { createOptOutWords, defaultOptOutWords } from '../../src/replies/opt-out-words.ts';

const words = createOptOutWords();

describe('opts out', () => {
  test.each([
    // The word alone, however it is written
    ['STOP', 'stop'],
    ['stopp', 'stopp'],
    ['Stopp.', 'stopp'],
    ['  STOPP  ', 'stopp'],
    ['STOPP!!!', 'stopp'],
    ['"STOPP"', 'stopp'],
    ['”Stopp”', 'stopp'],
    ['*stopp*', 'stopp'],
    ['#STOPP', 'stopp'],
    ['-STOP-', 'stop'],
    ['STOPP?', 'stopp'],
    ['ＳＴＯＰ', 'stop'],
    ['st\u00adopp', 'stopp'],
    ['\u200bSTOPP\u200b', 'stopp'],
    ['Stoppppp', 'stop'],
    ['STOOOOP', 'stop'],
    ['S T O P', 'stop'],
    ['S.T.O.P.', 'stop'],
    ['STÓP', 'stop'],
    // With emoji
    ['STOPP 👍', 'stopp'],
    ['😡😡 STOPP', 'stopp'],
    ['🛑', '🛑'],
    ['🛑🛑', '🛑'],
    // First in the message
    ['STOPP tack', 'stopp'],
    ['Stopp nu, jag orkar inte mer sms!', 'stopp'],
    ['STOPPA inte', 'stoppa'],
    ['sluta skicka', 'sluta'],
    ['Sluta!', 'sluta'],
    ['AVSLUTA', 'avsluta'],
    ['Avregistrera mig', 'avregistrera'],
    ['AVANMÄL', 'avanmäl'],
    ['AVANMA\u0308L', 'avanmäl'],
    ['Nej tack', 'nej tack'],
    ['NEJ TACK!', 'nej tack'],
    ['Nej, tack. Inte intresserad', 'nej tack'],
    ['Inga fler SMS', 'inga fler sms'],
    ['Ta bort mig från listan', 'ta bort mig'],
    ['Ta bort', 'ta bort'],
    // After a greeting or courtesy
    ['Hej! Stopp', 'stopp'],
    ['Hej snälla sluta skicka sms', 'sluta'],
    ['Vänligen avregistrera detta nummer', 'avregistrera'],
    ['Please stop', 'stop'],
    ['Please unsubscribe me', 'unsubscribe'],
    // Alone in a line or a sentence
    ['Hej!\nSTOPP\nMvh Anna', 'stopp'],
    ['Jag vill inte ha fler sms. Avsluta!', 'avsluta'],
    ['Tack men nej. Stopp.', 'stopp'],
    // Before or without what is quoted
    ['STOPP\n> Vi har rea! Svara STOPP för att slippa sms', 'stopp'],
    ['Stop\nDen 3 nov skrev 46701740605:\nHej!', 'stop'],
    // English
    ['UNSUBSCRIBE', 'unsubscribe'],
    ['Stop all', 'stop'],
    ['opt-out', 'opt-out'],
    ['Opt out please', 'opt out'],
    ['No thanks', 'no thanks'],
    ['Remove me', 'remove me'],
    ['CANCEL', 'cancel'],
    ['End', 'end'],
    // Norwegian and Danish
    ['Avmeld', 'avmeld'],
    ['MELD AV', 'meld av'],
    ['Nei takk', 'nei takk'],
    ['Afmeld', 'afmeld'],
    ['Frameld mig', 'frameld'],
    ['nej tak', 'nej tak'],
    ['Vennligst avmeld', 'avmeld'],
    // What people write besides, found in public
    ['REMOVE', 'remove'],
    ['Revoke', 'revoke'],
    ['ARRET', 'arret'],
    ['Arrêt', 'arret'],
    ['avanmal', 'avanmal'],
    ['Avbryt', 'avbryt'],
    ['STOPSMS', 'stopsms'],
    ['NEJTACK!', 'nejtack'],
    ['Vill inte ha fler sms', 'inte ha fler sms'],
    ['Jag vill inte ha era sms', 'inte ha era sms'],
    ['Hej, jag vill inte längre vara kvar. Vill inte få fler sms tack', 'inte få fler sms'],
    ['Kan ni sluta skicka sms?', 'kan ni sluta skicka'],
    ['Kan ni snälla sluta skicka detta', 'sluta skicka'],
    ['Jag vill avregistrera mig', 'vill avregistrera mig'],
    ['Hur gör jag om jag vill avregistrera mig?', 'vill avregistrera mig'],
    ['Hej, vänligen ta bort mig från listan', 'ta bort mig'],
    ['Kan du ta bort mitt nummer', 'ta bort mitt nummer'],
    ['please stop sending text reminders', 'stop'],
    ['Could you stop texting me', 'stop texting'],
    ['Do not text', 'do not text'],
    ['Please don’t contact me again', 'don’t contact'],
    ['Pls take me off your list', 'take me off'],
    ['Jeg vil ikke ha flere sms', 'ikke ha flere sms'],
    ['stop.Tack', 'stop'],
    ['Stop,tack', 'stop'],
    ['STOP - Anna', 'stop'],
    ['/stop', 'stop'],
    ['Stopp, ring mig istället', 'stopp'],
    ['Avsluta prenumeration', 'avsluta'],
    ['Stop\r\nStart', 'stop'],
    ['STOP🙏', 'stop'],
    ['Skickat från min iPhone\nSTOPP', 'stopp'],
    ['Vill ej ha sms', 'inte ha sms'],
    ['Vill ej ha fler sms från er', 'inte ha fler sms'],
    ['Ej fler sms', 'inte fler sms'],
    ['EJ SMS', 'inte sms'],
    ['Inte mera sms', 'inte mer sms'],
    ['Ta bort mej', 'ta bort mig'],
    ['Tag bort mig', 'ta bort mig'],
    ['Ta bort mitt nr', 'ta bort mitt nummer'],
    ['Plocka bort mig', 'plocka bort mig'],
    ['Stryk mig från listan', 'stryk mig'],
    ['Lämna mig ifred', 'lämna mig ifred'],
    ['Lämna mig i fred!', 'lämna mig i fred'],
    ['Leave me alone', 'leave me alone'],
    ['Kontakta mig inte mer', 'kontakta mig inte'],
    ['Jag vill inte bli kontaktad', 'inte bli kontaktad'],
    ['Skriv inte mer', 'skriv inte'],
    ['Radera mitt nummer', 'radera mitt nummer'],
    ['Spärra mitt nummer', 'spärra mitt nummer'],
    ['AVANMÄLA', 'avanmäla'],
    ['Avregistrering', 'avregistrering'],
    ['Avreg', 'avreg'],
    ['tabort', 'tabort'],
    ['SMS STOP', 'sms stop'],
    ['Re: STOP', 'stop'],
    ['Svar: STOPP', 'stopp'],
    ['S-T-O-P', 'stop'],
    ['S T O P tack', 'stop'],
    ['>STOP', 'stop'],
    ['---STOP---', 'stop'],
    ['🚫', '🚫'],
    ['Neitakk', 'neitakk'],
    ['Ikke send flere', 'ikke send flere'],
    ['ikke kontakt meg', 'ikke kontakt meg'],
    ['ei enää viestejä', 'ei enää viestejä'],
    // Finnish
    ['Lopeta', 'lopeta'],
    ['LOPETTAKAA viestit', 'lopettakaa'],
    ['Ei kiitos!', 'ei kiitos'],
    // In one, in two, with a hyphen
    ['SMS-STOPP', 'sms stopp'],
    ['SMSSTOPP', 'sms stopp'],
    ['Smsstopp tack', 'sms stopp'],
    ['sms-stop', 'sms stop'],
    ['STOPP-SMS', 'stoppsms'],
    ['stop-sms', 'stopsms'],
    ['Un-subscribe', 'unsubscribe'],
    ['UN SUBSCRIBE', 'unsubscribe'],
    ['av registrera', 'avregistrera'],
    ['tabort 0701740605', 'tabort'],
    ['Av-registrera mig', 'avregistrera'],
    ['avan mäl', 'avanmäl'],
    ['Av-sluta', 'avsluta'],
    ['nej-tack', 'nej tack'],
    ['ta-bort mig', 'ta bort mig'],
    ['Tabortmig', 'ta bort mig'],
    ['meld-av', 'meld av'],
    ['remove-me', 'remove me'],
    ['nomoresms', 'no more sms'],
    ['Inga-fler-sms', 'inga fler sms'],
    ['Hej! SMS-STOPP', 'sms stopp'],
    ['Kan ni tabort mig ur listan', 'ta bort mig'],
    // In letters that look like ours, or stand for them
    ['СТОП', 'stop'],
    ['стоп', 'stop'],
    ['СТОПП', 'stopp'],
    ['Стоп смс', 'stop'],
    ['ЅТОР', 'stop'],
    ['ѕтор', 'stop'],
    ['Sтop', 'stop'],
    ['STОP', 'stop'],
    ['ΣΤΟΠ', 'stop'],
    ['SΤΟP', 'stop'],
    ['ꜱᴛᴏᴘ', 'stop'],
    ['𝐒𝐓𝐎𝐏', 'stop'],
    ['ⓢⓣⓞⓟ', 'stop'],
    ['ｓｔｏｐｐ', 'stopp'],
    ['аvsluta', 'avsluta'],
    ['🛑 sms', '🛑'],
    ['⛔️', '⛔'],
  ])('%j by %j', (message, word) => {
    expect(words.find(message)).toBe(word);
  });
});

describe('does not', () => {
  test.each([
    'Nonstop-erbjudandet var bra',
    'nonstop',
    'Jag kommer nonstop',
    'Stoppknappen funkar inte',
    'Stopp-knappen funkar inte',
    'Stopping by tomorrow',
    'Jag vill inte att ni slutar',
    'Vi ses vid busstopp 4',
    'Ni behöver inte stoppa',
    'Hur gör jag för att svara stopp då',
    'Svara STOPP för att slippa sms',
    'Vi har rea! Svara STOPP för att slippa sms.',
    'Jättebra!\n> Svara STOPP för att slippa sms',
    'Tack!\n> STOPP',
    'Ja tack',
    'Nej',
    'Ja',
    'Tack för hjälpen',
    'Tackar!',
    'Ring mig',
    'Avslutade köpet igår, tack',
    'Cancel my appointment on Friday please',
    'End of month works for me',
    'Slut på mjölk?',
    'Ta bort ketchupen från beställningen',
    'Poista suola',
    'Toppen!',
    'Stockholm',
    'Non stop action',
    '👍',
    '12',
    '',
    '   ',
    '...',
    'Ei',
    'Peru on kaunis maa',
    'Kan inte stoppa in det i kalendern',
    'Hållplats stopp',
    'Jag väntar vid hållplatsen, stopp 4',
    'Stopp-knappen är sönder',
    'Stoppur finns',
    'Non-stop fest',
    'Slutsåld?',
    'Endast kontant?',
    'Quittance merci',
    'Smsa mig',
    'Сон',
    'Спасибо',
    'Ευχαριστώ',
    'Ta bortbyn imorgon',
    'Se is på vägen',
    'Slut a la carte',
    'Ta bort löken tack',
    '✋ Hej',
    '❌',
  ])('%j', (message) => {
    expect(words.find(message)).toBeUndefined();
  });
});

describe('may be meant so, for a person to decide', () => {
  test.each([
    ...[
      'TD stop',
      'ѕтор',
      'st0p',
      'Sopp',
      'Stpp',
      'stoppp tac',
      'Slut på sms',
      'Avboka',
      'Fjern',
      'Nej',
      'NEJ!',
      'No',
      'Ei',
    ],
    ...[
      'Inte fler sms',
      'Jag vill inte att ni slutar',
      'Sluta inte',
      'Jag har inte bett om reklam',
      'Spam!',
      'GDPR radera',
    ],
    ...[
      'Hur slipper jag detta',
      'Får jag slippa era meddelanden',
      'I never signed up for this list',
      'Stoppknappen funkar inte',
    ],
    ...[
      'Jag är inte intresserad',
      'Ej intresserad',
      'Har ej beställt detta',
      'ej mer',
      'Vill ej',
      'Nej men tack',
    ],
    ...['Säg upp', 'Avbeställ', 'glöm mig', 'nope', 'Inget mer tack', 'Fel nummer', 'Stpo', 'Sopt'],
    ...['Cancel my appointment on Friday please', 'Spärra numret', 'blockera'],
    // Other words for it
    ...[
      'undanber',
      'Undanbedes',
      'Jag undanber mig detta',
      'avböjer',
      'avböj',
      'Avböjes',
      'avstår',
      'Jag avstår',
    ],
    ...['vill inte vara med', 'Vill ej vara med', 'vill inte delta', 'Vill inte', 'orkar inte med er'],
    ...[
      'Gå ur',
      'Jag vill gå ur',
      'Hoppa av',
      'Låt mig vara',
      'Låt bli',
      'Lägg av',
      'avmäl',
      'Avmäl mig',
      'Stands',
    ],
    ...[
      'Ta mig ur listan',
      'smsavslut',
      'sms-avanmälan',
      'Jag vill ha SMS-stopp',
      'avergistrera',
      'Ave registrera',
    ],
    ...['Kan inte stoppa in det i kalendern', 'Hållplats stopp', 'STOP2', 'Delete'],
    // Signs
    ...['❌', '❌❌❌', '✋', '✋✋', '👎', '🖕', '❎', 'Era sms ❌', '🙅'],
    // Neighbours
    ...['En halua', 'en halua enää', 'Älkää lähettäkö', 'peruutan'],
    ...[
      'Framelding',
      'udmeld',
      'utmelding',
      'meld meg ut',
      'Jeg ønsker ikke',
      'La meg være',
      'Avbestille',
      'stans',
    ],
    ...[
      'abmelden',
      'Abmeldung',
      'Abbestellen',
      'Bitte löschen',
      'Kündigen',
      'Nein danke',
      'keine SMS',
      'Halt',
    ],
    ...['désabonner', 'Désabonnement', 'désinscrire', 'Arrêter', 'Annuler', 'Non merci', 'plus de SMS'],
    ...['Rezygnuję', 'wypisz mnie', 'Zatrzymaj', 'usuń', 'Nie chcę', 'Отписаться'],
  ])('%j', (message) => {
    expect(mayOptOut(message)).toBe(true);
  });

  test.each([
    ...[
      'Tack för hjälpen',
      'Ja tack',
      'Ja',
      'Toppen!',

      'Stockholm',
      'Ring mig',
      '👍',
      '12',
      '',
      '...',
      'Hej',
    ],
    ...[
      'Jag kommer inte på fredag',
      'Vi ses klockan tio, inga problem',
      'Tack!\n> Svara STOPP för att slippa sms',
    ],
    ...[
      'Adressen är Nygatan 3',
      'Kan ni ringa?',
      'Bra pris',
      'Hur mycket kostar det',
      'Jag bokar två platser',
    ],
    ...[
      'På avstånd ser det bra ut',
      'Bästa maten i stans största sal',
      'Hej ✋ vi ses på lördag klockan tio',
      'Moi',
    ],
    ...[
      'Merci beaucoup',
      'Danke schön',
      'Dziękuję',
      'Kiitos paljon',
      'Спасибо',
      'Jag tar en paus och kommer sen',
    ],
    ...['Vi går ut klockan fem', 'Jag går nu', 'Meddela när paketet kommer', '👍🎉', '❤️'],
  ])('%j is not', (message) => {
    expect(mayOptOut(message)).toBe(false);
  });
});

test('the default words are found alone, in any case, with any marks around them', () => {
  const marks = fc.stringMatching(/^[ .,!?"'*()\-–…]{0,4}$/);
  fc.assert(
    fc.property(
      fc.constantFrom(...defaultOptOutWords),
      marks,
      marks,
      fc.boolean(),
      (word, before, after, upper) => {
        expect(words.find(`${before}${upper ? word.toUpperCase() : word}${after}`)).toBeDefined();
      },
    ),
  );
});

test('no message makes it fail, and none with no word of the list in it opts out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (message) => {
      words.find(message);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[bcdfghjkmqrvwxz ]{0,40}$/), (message) => {
      expect(words.find(message)).toBeUndefined();
    }),
  );
});

test('words of a pipeline take the place of the default ones', () => {
  const own = createOptOutWords(['Basta', 'inte mer']);
  expect(own.find('BASTA!')).toBe('Basta');
  expect(own.find('Inte mer sms')).toBe('inte mer');
  expect(own.find('STOPP')).toBeUndefined();
});
