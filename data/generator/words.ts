const words = (text: string) => text.split(/\s+/).filter(Boolean);

export const firstNames = words(`
  Anna Eva Maria Karin Kristina Lena Sara Emma Kerstin Malin Ingrid Linnéa Elin Åsa Ulla Märta Sofia Ida Hanna Julia
  Lars Mikael Anders Johan Erik Per Karl Peter Jan Thomas Daniel Fredrik Håkan Göran Björn Åke Östen Sören Märten
  Ali Fatima Amira Yusuf Leila Mohammed Olena Dragana Zoltan Agnieszka José Chloé Noël Anna-Karin Karl-Johan Eva-Lena
`);

/** Made up: towns' and nature's words put together as no family is called, or so common that it means nobody. */
export const lastNames = words(`
  Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Åkerblad Björkfors
  Dalsjögren Ekhammarlund Forsmyrman Granvretling Hedåsberg Islundström Järnvikman Kvarntorpare Lövstigsson Myrängberg
  Norrhammarsson Ostviksgård Pilåkerman Rönnhedström Strandmyrlind Tallhöjden Uddvretare Vasstjärn Ytterheden Ängsmarker
  Öbacksjö Östmarkling Ståhlvret Lindmyrgård Sjöhagelin Bergåsling Kärrvikare Älvforsling
`);

export const towns = [
  'Stockholm',
  'Göteborg',
  'Malmö',
  'Umeå',
  'Växjö',
  'Örebro',
  'Jönköping',
  'Östersund',
  'Ängelholm',
  'Åre',
  'Upplands Väsby',
  'Västra Frölunda',
] as const;

export const crmGroups = [
  'Klubbmedlem',
  'VIP',
  'Företag',
  'Vårkampanj',
  'Återförsäljare',
  'Golf & padel',
  'Höstmässa 2025',
] as const;

/** How somebody else typed some of the groups. */
export const groupMisspellings: Readonly<Record<string, string>> = {
  VIP: 'Vip',
  Klubbmedlem: 'klubbmedlem',
  'Golf & padel': 'Golf  & Padel',
};

export const comments = [
  'Ringer helst; inte SMS före kl. 9',
  'Kallas "Kicki" av alla',
  'Ny adress från 1 maj\nNyckel i receptionen',
  'Betalar faktura, ej kort',
  'Flyttade\tfrån Lund',
  'Vill ha besked – inte “kanske”',
  'Offert skickad; väntar svar\nRing igen v. 12; "viktigt"',
  '50 % rabatt enl. avtal',
] as const;
