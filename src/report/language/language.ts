/** A language in which people are told; programs are always told in codes and English. */
export const languages = ['en', 'sv'] as const;

export type Language = (typeof languages)[number];
