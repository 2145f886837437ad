/**
 * What columns are usually called, in Swedish, English and the other Nordic languages: by CRMs, spreadsheets and databases.
 * Written as {@link plainName} makes them, each list with the surest name first.
 */

/** A name without what spellings differ in: case, accents, and all that is no letter or digit. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ø/g, 'o')
    .replace(/æ/g, 'a')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The record's key. A personal number is none that should be spread to where reports go. */
export const idNames: readonly string[] = [
  ...['kundnr', 'kundnummer', 'kundid', 'medlemsnr', 'medlemsnummer', 'medlemsid', 'medlemid'],
  ...[
    'kontaktnr',
    'kontaktnummer',
    'kontaktid',
    'personid',
    'partnerid',
    'deltagarid',
    'elevid',
    'anstallningsnr',
  ],
  ...['customerid', 'customernumber', 'customerno', 'memberid', 'membernumber', 'contactid', 'clientid'],
  ...[
    'userid',
    'recordid',
    'externalid',
    'crmid',
    'id',
    'uuid',
    'guid',
    'kundenr',
    'medlemsnr',
    'nr',
    'nummer',
  ],
];

/** A number that is a mobile one by its name: it comes before the others. */
export const mobileNames: readonly string[] = [
  ...[
    'mobil',
    'mobiltelefon',
    'mobilnummer',
    'mobilnr',
    'mobiltel',
    'mobiltelefonnummer',
    'mobil1',
    'privatmobil',
  ],
  ...[
    'mobile',
    'mobilephone',
    'mobilenumber',
    'mobileno',
    'mobilephonenumber',
    'cell',
    'cellphone',
    'cellular',
  ],
  ...[
    'msisdn',
    'smsnummer',
    'smsnumber',
    'smsnr',
    'mobiltelefonprivat',
    'mobilprivat',
    'mobilarbete',
    'mobil2',
  ],
  ...['phonemobile', 'matkapuhelin', 'phonesanitized', 'whatsapp'],
];

/** Any other number. */
export const phoneNames: readonly string[] = [
  ...[
    'telefon',
    'telefonnummer',
    'telefonnr',
    'tel',
    'telnr',
    'telefon1',
    'telefon2',
    'tel1',
    'tel2',
    'hemtelefon',
  ],
  ...['telefonhem', 'telefonprivat', 'telefonarbete', 'arbetstelefon', 'jobbtelefon', 'privattelefon'],
  ...['phone', 'phonenumber', 'phoneno', 'phone1', 'phone2', 'telephone', 'homephone', 'workphone'],
  ...['businessphone', 'primaryphone', 'additionalphones', 'otherphone', 'puhelin', 'tlf', 'telefonnummer1'],
];

/** A number that is somebody else's: never proposed, whatever is in it. */
export const notTheirPhone =
  /fax|anhorig|narmast|malsman|vardnadshavare|foralder|nodkontakt|emergency|nextofkin|guardian|parent|vaxel|switchboard/;

/** Given names. */
export const firstNames: readonly string[] = [
  ...['fornamn', 'tilltalsnamn', 'firstname', 'givenname', 'fornavn', 'etunimi', 'namefirstname', 'first'],
];

/** Family names. */
export const lastNames: readonly string[] = [
  ...[
    'efternamn',
    'lastname',
    'surname',
    'familyname',
    'etternavn',
    'efternavn',
    'sukunimi',
    'namelastname',
    'last',
  ],
];

/** Whole names. */
export const wholeNames: readonly string[] = [
  ...['namn', 'fullstandigtnamn', 'helanamnet', 'kontaktnamn', 'kundnamn', 'medlemsnamn', 'kontaktperson'],
  ...['name', 'fullname', 'displayname', 'contactname', 'customername', 'membername', 'navn', 'nimi', 'kund'],
];

/** Groups, tags, segments. */
export const groupNames: readonly string[] = [
  ...[
    'grupper',
    'grupp',
    'taggar',
    'tagg',
    'etiketter',
    'segment',
    'kategorier',
    'kategori',
    'listor',
    'lista',
  ],
  ...['medlemstyp', 'kundtyp', 'kundgrupp', 'malgrupp', 'groups', 'group', 'tags', 'tag', 'labels', 'label'],
  ...['categories', 'category', 'lists', 'list', 'segments', 'audience', 'customergroup', 'contacttype'],
];

/** Columns by which a row is none any more. */
export const deletedNames: readonly string[] = [
  ...[
    'deletedat',
    'deleted',
    'isdeleted',
    'archivedat',
    'archived',
    'isarchived',
    'raderad',
    'borttagen',
    'arkiverad',
  ],
];

/** Columns by which a row is one. */
export const activeNames: readonly string[] = ['active', 'isactive', 'aktiv'];
