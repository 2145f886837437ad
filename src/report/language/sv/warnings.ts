import { optOutLines } from '../../sentences/opt-out-lines.ts';
import type { Catalogue } from '../catalogue.ts';
import { visible } from '../visible.ts';
import { count, quantity } from './figures.ts';

export const warnings: Catalogue['warnings'] = {
  'odd-opt-out': (figures) => {
    const { total, examples, more, column } = figures;
    const values = listed(
      examples.map(([value, times]) => `${JSON.stringify(value)} (${times})`),
      more,
    );
    const settled =
      column === undefined
        ? 'Skriv vad de betyder i optOut.is och optOut.not.'
        : `Om de betyder att personen är avregistrerad: ${optOutLines(figures).optedOut}. Om de betyder att personen vill ha SMS: ${optOutLines(figures).welcome}, och i "where" också, om den går efter den här kolumnen.`;
    return `${optOutValues(total)} är varken ja eller nej och räknas som nej tack: ${values}. ${settled}`;
  },
  'date-opt-out': ({ total, column, example }) =>
    `${optOutValues(total)} är ${total === 1 ? 'ett datum' : 'datum'}, till exempel ${JSON.stringify(example)}, och räknas som nej tack. Så avgör du det: optOut: { column: ${JSON.stringify(column)}, any: true }`,
  'unreadable-first-phone': ({ total, examples, more }) =>
    `${posts(total)} har ett första telefonnummer som inte går att läsa; nästa används, och ingen flyttas till det: ${listed(examples, more)}. Rätta eller töm det första.`,
  'unreadable-opt-out': ({ total, examples, more }) =>
    `${quantity(total, 'rad som säger nej tack har', 'rader som säger nej tack har')} ett nummer som inte går att läsa bredvid ett som går; bara det som går att läsa spärras: ${listed(examples, more)}. Rätta dem, eller spärra för hand: jojka-sync blocklist add NUMMER.`,
  'opt-out-without-number': ({ total, examples, more }) =>
    `${quantity(total, 'rad i en lista över avregistrerade', 'rader i listor över avregistrerade')} har inget nummer och spärrar ingen: ${listed(examples, more)}. Rätta dem, eller spärra för hand: jojka-sync blocklist add NUMMER.`,
  'short-opt-out': ({ total, examples, more }) =>
    `${rows(total)} slutar före kolumnen för nej tack, med ett ja alldeles framför den, och lästes som att ${total === 1 ? 'den' : 'de'} inte säger något: ${listed(examples, more)}. Om ja:et gäller nej tack saknas ett skiljetecken.`,
  'unclear-dates': ({ source, column, doubts, unreadable, examples, orders }) => {
    const what = [
      ...(doubts > 0 ? [`${count(doubts)} kan vara en av flera dagar`] : []),
      ...(unreadable > 0 ? [`${count(unreadable)} går inte att läsa`] : []),
    ].join(', och ');
    const settled =
      doubts > 0
        ? ` Skriv i vilken ordning de står: dates: ${orders.map((order) => `"${order}"`).join(' eller ')}.`
        : '';
    return `Datum i kolumnen ${JSON.stringify(column)} (${source}): ${what}, till exempel ${listed(
      examples.map((one) => JSON.stringify(one)),
      0,
    )}. Ingen gissning görs: för ett samtycke gäller den tidigaste dagen, som går ut först, och ett datum som inte går att läsa är inget; en rad som "where" inte kan avgöra avvisas, och kontakten lämnas som den är.${settled}`;
  },
  'empty-consent': ({ source, column, records }) =>
    `Kolumnen ${JSON.stringify(column)} i ${source} säger inget om någon (${posts(records)}): enligt den har ingen sagt ja. Titta på exporten som skapar den.`,
  'consent-groups': ({ source, groups }) =>
    `Samtycket i ${source} gäller ${listed(
      groups.map((group) => JSON.stringify(group)),
      0,
    )}, och ingen post är i en sådan grupp: ingen hålls utanför någon annan för den skull. Är namnet skrivet som gruppen heter? * står för vilka tecken som helst.`,
  'consent-disagrees': ({ numbers }) =>
    `${quantity(numbers, 'nummer', 'nummer')} står i poster där en säger ja till utskick och en annan inte. Det strängare gäller: samtycke saknas. Rätta den post som är gammal.`,
  'consent-elsewhere': ({ contacts, pipelines }) =>
    `${quantity(contacts, 'kontakt hålls', 'kontakter hålls')} utanför grupper som den här pipelinen vill ha ${contacts === 1 ? 'den' : 'dem'} i: ${pipelines.join(', ')} kräver samtycke för de grupperna och har inget. Har personen sagt ja, rätta det i den källan; är grupperna inte menade där, ange dem som är det: consent: { groups: […] }.`,
  'html-cells': ({ total, examples, more }) =>
    `${quantity(total, 'cell', 'celler')} innehåller HTML som &amp; eller <b>, och läses som det den står för: ${listed(examples, more)}.`,
  'unsplit-groups': ({ total, examples, more }) =>
    `${quantity(total, 'gruppcell', 'gruppceller')} innehåller ; eller | och blir en grupp${total === 1 ? '' : ' var'}: ${listed(examples, more)}. Är flera menade, ge kolumnen ett skiljetecken: { column: …, separator: ";" }.`,
  'json-cells': ({ total, examples, more }) =>
    `${quantity(total, 'cell', 'celler')} innehåller ett värde från ett program (ett JSON-objekt, en trasig lista), och en grupp eller kontakt får dess text som namn: ${listed(examples, more)}. Är det rätt kolumn?`,
  'group-is-column': ({ total, examples, more }) =>
    `${quantity(total, 'grupp heter', 'grupper heter')} som en kolumn, och alla hamnar i ${total === 1 ? 'den' : 'dem'}: ${listed(examples, more)}. Är kolumnen menad, skriv { column: … }.`,
  'other-number-spelling': ({ total, examples, more }) =>
    `${quantity(total, 'efterfrågat nummer', 'efterfrågade nummer')} står i Jojka även i en annan skrivning, och skulle få varje SMS två gånger: ${listed(examples.map(visible), more)}. Ta bort de kontakterna för hand i Jojka.`,
  'pipeline-renamed': ({ other, contacts, name = 'NAMN', wants = contacts, folder }) => {
    const what =
      folder === undefined
        ? `vill ha ${people(contacts)} ur den här, som inget var känt om förut`
        : `vill ha ${people(wants)} (${count(contacts)} ur den här), och ingen fil i ${folder} heter så; om den här var inget känt förut`;
    return `Pipelinen ${JSON.stringify(other)} ${what}. Är det dess tidigare namn, ge den här det som den andra vill ha, nu eller efter körningen: jojka-sync pipelines rename ${other} ${name}`;
  },
  'carried-against-record': ({ numbers, examples }) =>
    `${quantity(numbers, 'nytt nummer', 'nya nummer')} är ${numbers === 1 ? 'spärrat' : 'spärrade'} för att personen sa nej tack under ett tidigare nummer, fast posten säger annat: ett nej tack följer personen. Varför: jojka-sync explain ${examples[0]}. Har personen sagt ja: jojka-sync blocklist remove ${examples.join(' ')}`,
  'opt-out-left': ({ numbers, examples }) =>
    `${quantity(numbers, 'post', 'poster')} vars nummer har sagt nej tack har ett annat nummer nu, som en annan pipeline har och inte kallar likadant: ${numbers === 1 ? 'det är' : 'de är'} INTE ${numbers === 1 ? 'spärrat' : 'spärrade'}. Är det samma person: jojka-sync blocklist add ${examples.join(' ')}`,
  'held-blocks-wait': ({ numbers, examples, lostOptOuts }) =>
    `${quantity(numbers, 'nummer', 'nummer')} sa nej tack i en körning vars skyddsgränser höll tillbaka spärren, och ${lostOptOuts ? 'nej tack som inte går att läsa, eller listor utan ett enda nummer, kan vara deras' : 'ingen post säger annat nu'}: ${numbers === 1 ? 'det är INTE spärrat' : 'de är INTE spärrade'}, och ingen lägger upp ${numbers === 1 ? 'det' : 'dem'} eller lägger till ${numbers === 1 ? 'det' : 'dem'} i en grupp. Så spärrar du: jojka-sync blocklist add ${examples.join(' ')}. ${lostOptOuts ? 'Var det ett misstag: rätta det som inte går att läsa, så går nästa sync efter vad posterna säger då' : `Var det ett misstag: jojka-sync blocklist remove ${examples.join(' ')}`}`,
  'still-blocked': ({ numbers, silent, runs }) =>
    `${numbersStay(numbers)}, fast källan inte längre säger nej tack${silent ? ` (om ${count(silent)} säger den varken ja eller nej)` : ''}${
      runs.length === 0
        ? '.'
        : `. Var det en felläsning häver det här vad en körning har spärrat och inget annat: ${runs.map(([run, number]) => `jojka-sync blocklist release --origin source --run ${run} (${number})`).join(', ')}.`
    }`,
  'source-renamed': ({ before, contacts }) =>
    `${people(contacts)} är kända under nycklar från ${before.map((name) => JSON.stringify(name)).join(', ')}, och ingen källa heter så nu: ett bytt nummer känns inte igen, och en avvisad post håller kvar dem. Ge källan dess gamla namn: label: ${JSON.stringify(before[0] ?? '')}`,
  'keys-rewritten': ({ contacts }) =>
    `${people(contacts)} har en annan nyckel än förut, och samma nummer: där även numret har bytts följer ett nej tack inte med. Om CRM:et skriver sina nycklar annorlunda nu, se efter vilka planen skapar innan något skickas till dem.`,
  'shifted-opt-out': ({ rows: number }) =>
    `${quantity(number, 'rad', 'rader')} med för många eller för få fält verkar vara avregistrerade, och räknas så: rätta dem, och se efter om det stämmer.`,
  'stray-opt-out': ({ total, examples, more }) =>
    `${posts(total)} säger nej tack men spärrar ingen: ${listed(examples, more)}. Inget nummer går att läsa där nummer ska stå, och nyckeln hör till ingen eller till flera. Rätta det som står där, eller spärra för hand: jojka-sync blocklist add NUMMER.`,
  duplicates: ({ numbers }) => `${quantity(numbers, 'nummer', 'nummer')} står i flera poster.`,
  'shared-key': ({ total, examples, more }) =>
    `${quantity(total, 'nyckel', 'nycklar')} hör till poster med olika nummer: ${listed(
      examples.map((key) => JSON.stringify(key)),
      more,
    )}. Är "id" rätt kolumn?`,
  'group-case': ({ spellings }) =>
    `Grupperna ${spellings.map(visible).join(' och ')} skiljer sig bara i stora och små bokstäver; de hålls isär. Är en grupp menad, använd en stavning.`,
  'group-spelling': ({ spellings, name }) =>
    `Grupperna ${spellings.map(visible).join(' och ')} blir en: ${visible(name)}.`,
  'rename-not-possible': ({ contacts }) =>
    `${keepNames(contacts)}: en grupp eller ett namn i Jojka innehåller ett kommatecken, semikolon eller liknande som en importrad inte kan bära, och Jojka har inget annat sätt att byta namn. Byt namn på dem för hand i Jojka.`,
  'name-of-other-pipeline': ({ contacts }) =>
    `${keepNames(contacts)}: det är pipelinen som förde in dem i kontot som bestämmer.`,
  'held-in-doubt': ({ contacts, memberships = 0, anonymous, strangers }) => {
    const what = [
      contacts > 0 ? quantity(contacts, 'frånvarande kontakt', 'frånvarande kontakter') : '',
      memberships > 0 ? quantity(memberships, 'medlemskap', 'medlemskap') : '',
    ].filter((part) => part !== '');
    const number = anonymous + strangers;
    const posts =
      number === 1 ? 'den avvisade posten är, och den' : `de ${count(number)} avvisade posterna är, och de`;
    const stays = `${what.join(' och ')} blir kvar i den här körningen`;
    const them = number === 1 ? 'den' : 'dem';
    return anonymous > 0
      ? `${stays}: det går inte att säga vems ${posts} kan vara deras. Rätta ${them}, eller ge källan en "id"-kolumn.`
      : `${stays}: det går inte att säga med nyckel eller nummer vems ${posts} kan vara deras. Rätta ${them}.`;
  },
  'unblock-waits': ({ numbers, lostOptOuts }) =>
    `${numbersStay(numbers)} i den här körningen, fast källan nu säger att personerna inte är avregistrerade: ${
      lostOptOuts
        ? 'nej tack som inte går att läsa, eller listor över dem utan nummer, kan vara deras.'
        : 'svar till Jojka kan ha missats, och något av dem kan ha varit ett STOPP.'
    }`,
  'part-of-night': ({ contacts, others }) =>
    `en del av natten: ${quantity(contacts, 'kontakt', 'kontakter')} av dem som skiljer sig; ${quantity(others, 'annan lämnas som den är', 'andra lämnas som de är')}, och frånvaro räknas inte. Spärrar gäller alla som har tackat nej.`,
  'blocks-gone': ({ again, forgotten }) =>
    [
      again > 0
        ? `${quantity(again, 'spärr var', 'spärrar var')} borta ur Jojka, så någon annan måste ha hävt ${again === 1 ? 'den' : 'dem'}: ${again === 1 ? 'skickad' : 'skickade'} igen.`
        : '',
      forgotten > 0
        ? `${quantity(forgotten, 'spärr', 'spärrar')} som lagts för hand eller funnits i Jojka är borta, och ingen ber om ${forgotten === 1 ? 'den' : 'dem'}: räknas inte längre som ${forgotten === 1 ? 'spärrad' : 'spärrade'}.`
        : '',
    ]
      .filter(Boolean)
      .join(' '),
  'owed-blocks': ({ blocks, failed }) =>
    [
      blocks > 0
        ? `${quantity(blocks, 'spärr', 'spärrar')} utöver planens skickades först: sedan tidigare kvar att lägga, eller för någon som kommer tillbaka.`
        : '',
      failed > 0
        ? `${quantity(failed, 'spärr', 'spärrar')} som är kvar att lägga kunde inte skickas: nästa körning försöker igen.`
        : '',
    ]
      .filter(Boolean)
      .join(' '),
  'undo-blocks': ({ blocks, answered = 0 }) =>
    `${quantity(blocks, 'spärr', 'spärrar')} blir kvar${answered > 0 ? ` (${count(answered)} efter STOPP)` : ''}: den som en körning har spärrat släpps inte av att den ångras. Så häver du en: jojka-sync blocklist remove NUMMER`,
  'undo-stays': ({ contacts }) =>
    `${quantity(contacts, 'skapad kontakt', 'skapade kontakter')} blir kvar: en annan pipeline vill ha dem, eller så har någon lagt dem i en grupp sedan dess.`,
  'undo-lessened': ({ contacts }) =>
    `${quantity(contacts, 'borttagen kontakt', 'borttagna kontakter')} kommer tillbaka utan ett namn eller en grupp som en importrad inte kan bära.`,
  'undo-carried': ({ blocks }) =>
    `${count(blocks)} nummer som kommer tillbaka spärras först: personen har ett annat nummer nu, och är avregistrerad under det.`,
  'undo-no-consent': ({ contacts }) =>
    `${quantity(contacts, 'kontakt', 'kontakter')} kommer tillbaka utan en grupp som personen inte har samtyckt till under det nummer som hen har nu.`,
  'undo-unread': ({ pipeline, run }) =>
    `Körningen ${run} läste källorna till ${pipeline} och kom inte så långt att den skrev upp vem som har samtyckt till vad: ingen kommer tillbaka i en grupp som kräver samtycke. Efter en sync av ${pipeline} som går igenom vet ångrandet hur det står till.`,
  'existing-repeated': ({ contacts }) =>
    `Jojka har ${people(contacts)} mer än en gång; deras grupper lades ihop.`,
  'skipped-time': ({ pipeline, timeZone, day, time, instead }) =>
    `${pipeline}: klockan i ${timeZone} hoppar över ${time} den ${day}; där arbetare kör den börjar den ${instead} den natten, om schemat lades in innan. ${instead} och senare finns varje natt.`,
  'empty-opt-outs': ({ source, rows: number }) =>
    number === undefined
      ? `Källan ${source} med avregistrerade är tom.`
      : `Källan ${source} med avregistrerade har ${rows(number)} och inte ett enda telefonnummer. Är det rätt kolumn?`,
  'not-in-effect': ({ settings }) =>
    `Pipelinen anger ${settings.join(', ')}, som den här versionen förstår men inte följer.`,
  'write-back-failed': ({ reason }) => reason,
};

function optOutValues(total: number): string {
  return quantity(total, 'uppgift om nej tack', 'uppgifter om nej tack');
}

function posts(total: number): string {
  return quantity(total, 'post', 'poster');
}

function rows(total: number): string {
  return quantity(total, 'rad', 'rader');
}

function people(total: number): string {
  return quantity(total, 'kontakt', 'kontakter');
}

function numbersStay(total: number): string {
  return quantity(total, 'nummer förblir spärrat', 'nummer förblir spärrade');
}

function keepNames(contacts: number): string {
  return quantity(contacts, 'kontakt behåller sitt namn', 'kontakter behåller sina namn');
}

/** Examples, and how many there are beyond them. */
function listed(examples: readonly string[], more: number): string {
  return `${examples.join(', ')}${more > 0 ? `, och ${count(more)} till` : ''}`;
}
