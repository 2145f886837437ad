import { createColors } from 'picocolors';

/** Colours that leave a text as it is. */
export const plainText = createColors(false);
