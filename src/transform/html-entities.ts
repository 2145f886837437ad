/** What web forms and CMS exports leave of letters and signs in a text. */
const named: Readonly<Record<string, string>> = {
  ...{
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    ndash: '–',
    mdash: '—',
    eacute: 'é',
    Eacute: 'É',
  },
  ...{
    aring: 'å',
    auml: 'ä',
    ouml: 'ö',
    Aring: 'Å',
    Auml: 'Ä',
    Ouml: 'Ö',
    aelig: 'æ',
    AElig: 'Æ',
    oslash: 'ø',
  },
  ...{
    Oslash: 'Ø',
    uuml: 'ü',
    Uuml: 'Ü',
    egrave: 'è',
    agrave: 'à',
    ccedil: 'ç',
    ntilde: 'ñ',
    szlig: 'ß',
    eth: 'ð',
  },
  ...{ thorn: 'þ', aacute: 'á', iacute: 'í', oacute: 'ó', uacute: 'ú', yacute: 'ý', rsquo: '’', lsquo: '‘' },
};

const entity = /&(?:([A-Za-z]{2,8})|#(\d{1,7})|#[xX]([\da-fA-F]{1,6}));/g;

/** A text with its HTML entities as what they stand for; the same text where it has none. */
export function withoutEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(entity, (whole, name?: string, decimal?: string, hexadecimal?: string) => {
    if (name !== undefined) return named[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      ? String.fromCodePoint(code)
      : whole;
  });
}
