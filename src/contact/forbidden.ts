/**
 * What must not stand in a name or group that goes to Jojka, one or several in a row: control characters (line breaks
 * and tabs among them), line separators, and the two delimiters of an import, which knows no quoting (API document, T2).
 * Transform takes them out; what others put into Jojka may hold them all the same (P5).
 */
export const forbidden: RegExp = /[,;\p{Cc}\u2028\u2029]+/u;
