import type { Catalogue } from '../catalogue.ts';
import { count, quantity } from './figures.ts';

export const consent: Catalogue['consent'] = {
  title: 'Samtycke',
  yes: (value) => `${count(value)} ja`,
  no: (value) => `${count(value)} nej`,
  expiredThisMonth: (value) => `${count(value)} har gått ut den här månaden`,
  sum: (parts) => `samtycke: ${parts.join(', ')}`,
  saidNo: (value) => `${count(value)} genom ett nej`,
  unsaid: (value) => `${count(value)} utan svar`,
  odd: (value) => `${count(value)} med ett svar som inget är, eller utan tydlig dag`,
  expired: (value, now) =>
    `${count(value)} vars ja är för gammalt${now > 0 ? ` (${count(now)} sedan förra natten)` : ''}`,
  without: (parts) => `Utan samtycke, och inte i någon grupp som kräver det: ${parts.join(', ')}.`,
  expiring: (value) => `${quantity(value, 'samtycke går', 'samtycken går')} ut inom 30 dagar.`,
  states: {
    yes: 'ja',
    no: 'nej',
    empty: 'inget svar',
    odd: 'ett svar som varken är ja eller nej',
    expired: 'ett ja som är för gammalt',
    undated: 'ett ja utan tydlig dag',
  },
  given: (day) => ` (givet ${day})`,
  has: ({ source, pipeline, said, since, groups }) =>
    `Samtycke enligt ${source} (${pipeline}): ${said}, så sedan ${since}${groups === '' ? '' : `; krävs för ${groups}`}.`,
  hasNot: ({ source, pipeline, said, since, groups }) =>
    `Inget samtycke enligt ${source} (${pipeline}): ${said}, så sedan ${since}${groups === '' ? '' : `; hålls utanför ${groups}`}.`,
  silent: (source, pipeline) => `samtycke: ${source} (${pipeline}) säger inget om numret längre`,
  becameBy: (source, said) => `samtycke: ${source}: ${said}`,
  read: (place, said, cell) => `samtycke: ${place} säger ${said}: "${cell}"`,
};
