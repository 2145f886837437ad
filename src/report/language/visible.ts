/** A text in quotes, with what cannot be seen in it as codes: else two spellings might look the same. */
export function visible(text: string): string {
  return JSON.stringify(text).replace(
    /[\p{M}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu,
    (hidden) => `\\u${hidden.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
