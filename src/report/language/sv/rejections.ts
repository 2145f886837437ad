import type { Catalogue } from '../catalogue.ts';

const messages: Catalogue['rejections']['messages'] = {
  'too-few-fields':
    'Raden har färre fält än rubrikraden. Leta efter en radbrytning, ett skiljetecken som saknas eller ett löst citattecken i den.',
  'too-many-fields':
    'Raden har fler fält än rubrikraden. Sätt citattecken runt värden som innehåller skiljetecknet.',
  'line-break':
    'En radbrytning utan citattecken tycks ha delat en post i flera rader. Ingen av dem används, och kontakten lämnas som den är. Ta bort radbrytningen ur värdet, eller sätt citattecken runt värdet.',
  'closing-line':
    'Raden är ingen post, utan en sådan som exporter skriver under raderna. Ingen avses med den, och inget beror på den. Om någon avses, ge den samma fält som de andra raderna.',
  'not-a-number': 'Det står inget telefonnummer i fältet. Skriv ett, eller lämna fältet tomt.',
  'too-short': 'Numret har för få siffror. Skriv hela numret, med riktnummer eller landskod.',
  'too-long': 'Numret har för många siffror. Kontrollera dem; skilj flera nummer åt med snedstreck.',
  'invalid-number':
    'Det finns inget sådant telefonnummer. Kontrollera siffrorna, och landskoden om det är utländskt.',
  'spreadsheet-number':
    'Ett kalkylprogram har avrundat numret och de sista siffrorna är borta. Skriv in det igen, i en kolumn som är formaterad som text.',
  'identity-number':
    'Det här är ett person-, organisations- eller momsregistreringsnummer, inget telefonnummer. Ta bort det ur telefonkolumnen.',
  'number-type': 'Numret är av en typ som den här pipelinen inte skickar till. Skriv ett mobilnummer.',
  country: 'Numret hör till ett land som den här pipelinen inte skickar till. Skriv ett annat, eller inget.',
  'duplicate-number':
    'En annan post har samma nummer. Behåll numret i en av dem och ta bort det ur de andra.',
  'reserved-group':
    'En grupp kan inte heta "all": Jojka läser det som alla kontakter. Döp om gruppen. Kontakten själv påverkas inte.',
  'cell-too-long':
    'Det står mycket mer text i fältet än ett nummer, ett namn eller en grupp har (bounds.cellCharacters). Leta efter ett citattecken eller skiljetecken som saknas före det.',
  'too-many-groups':
    'Posten har fler grupper än någon borde ha (bounds.groupsPerRecord). Ingen av dem tas med; kontakten själv påverkas inte. Leta efter fel kolumn eller en radbrytning som saknas.',
  'garbled-text':
    'Texten har kodats två gånger, lästs med fel teckenkodning, tappat bokstäver, eller står i stället för ett värde som ett program inte kunde skriva. Den tas inte med, och det som Jojka har blir kvar. Exportera den på nytt, som UTF-8, eller ange filens teckenkodning i pipelinen (encoding: "cp850", "macintosh").',
  'unclear-date':
    'Datumet avgör om posten är menad, och det går inte säkert att läsa. Skriv det som 2026-11-29. Till dess lämnas kontakten som den är.',
};

const typeNames: Catalogue['rejections']['typeNames'] = {
  mobile: 'ett mobilnummer',
  landline: 'ett fast nummer',
  voip: 'ett IP-telefoninummer',
  pager: 'ett personsökarnummer',
  personal: 'ett personligt nummer som kopplar vidare samtal',
  'toll-free': 'ett gratisnummer',
  premium: 'ett betalnummer',
  'shared-cost': 'ett nummer med delad kostnad',
  uan: 'ett företagsnummer som kopplar vidare samtal',
  voicemail: 'ett röstbrevlådenummer',
};

export const rejections: Catalogue['rejections'] = {
  messages,
  typeNames,
  optOutUnblocked:
    'Den här personen kunde inte spärras: det finns inget telefonnummer här som går att läsa. Rätta det i listan, eller spärra rätt nummer för hand: jojka-sync blocklist add NUMMER',
  optOutBlocked: 'Raden är trasig. Numren i den spärrades, men se efter om något saknas eller är fel.',
  ofType: (type) =>
    `Numret är ${typeNames[type] ?? type}, och den här pipelinen skickar inte till sådana. Skriv ett mobilnummer.`,
  ofCountry: (country) =>
    `Numret är från ett annat land (${country}), och den här pipelinen skickar inte dit, eller inte utan plus. Skriv ett annat, eller inget, eller ta med landet i transform.countries.`,
  noMobile: (type) => `Det är inget mobilnummer${type === undefined ? '' : ` (${type})`}.`,
  none: 'Inga avvisade.',
};
