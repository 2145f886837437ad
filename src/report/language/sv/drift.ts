import type { Catalogue } from '../catalogue.ts';
import { quantity } from './figures.ts';

export const drift: Catalogue['drift'] = {
  inJojka: 'Ändrat i Jojka sedan senaste syncen; en sync skulle rätta till det',
  atSource: 'Ändrat i källan sedan senaste syncen; en sync skulle föra över det',
  none: 'Inga skillnader: Jojka stämmer med källorna.',
  some: (numbers, command) =>
    `${quantity(numbers, 'nummer skiljer sig', 'nummer skiljer sig')}. Så ser du hela planen: ${command}`,
};
