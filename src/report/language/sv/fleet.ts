import type { Catalogue } from '../catalogue.ts';
import { quantity } from './figures.ts';

const results: Record<number, string> = {
  0: 'klar',
  1: 'misslyckades',
  3: 'tillbakahållen eller avvisad',
  4: 'klar med skillnader',
  5: 'en annan körning håller kontot',
  64: 'fel i inställningarna',
  129: 'stoppad',
  130: 'stoppad',
  143: 'stoppad',
};

export const fleet: Catalogue['fleet'] = {
  results,
  notBegun: 'inte påbörjad',
  severalHead: ['PIPELINE', 'RESULTAT', 'ÄNDRINGAR', 'AVVISADE', 'TOG'],
  heading: (pipeline, index, of) => `${index} av ${of}: ${pipeline}`,
  ended: (value, good) => `${quantity(value, 'pipeline', 'pipeliner')}, ${good} utan något att titta på.`,
};
