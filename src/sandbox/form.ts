/**
 * The fields of a form, in both encodings that clients of Jojka were seen to use (notes). A body in another encoding
 * has none; what comes twice counts as it came last.
 */
export async function readForm(contentType: string, body: string): Promise<Record<string, string>> {
  if (!contentType.toLowerCase().startsWith('multipart/form-data'))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    return Object.fromEntries(
      [...form].filter((field): field is [string, string] => typeof field[1] === 'string'),
    );
  } catch {
    return {};
  }
}
