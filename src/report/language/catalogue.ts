import type { english } from './en.ts';

/** Every word of reports and questions, by what is told: sentences with figures are functions of them. */
export type Catalogue = typeof english;
