/** Where somebody signs a plan that he has read: every word of that is here. */
export const signOffWords = {
  title: 'Approved',
  sentence: (fingerprint: string) =>
    `I have read this plan (fingerprint ${fingerprint}) and want exactly it to be applied.`,
  fields: ['Name', 'Date', 'Signature'],
} as const;
