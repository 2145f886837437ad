/** Tags within a line, which part no words, and those that do. */
const inline = 'a|abbr|b|big|code|em|font|i|mark|s|small|span|strike|strong|sub|sup|u';
const block = 'br|center|div|h[1-6]|hr|li|ol|p|pre|table|tbody|td|th|tr|ul';

const comments = /<!--[^>]*>|<!\[CDATA\[|\]\]>/g;
const inlineTags = new RegExp(`</?(?:${inline})(?:\\s[^<>]*)?>`, 'gi');
const blockTags = new RegExp(`</?(?:${block})(?:[\\s/][^<>]*)?>`, 'gi');

/** A text without the tags of HTML that editors and web forms leave around and between its words. */
export function withoutTags(text: string): string {
  if (!text.includes('<')) return text;
  // What has no end is no tag; to look for the end of each would take the square of the text.
  const end = text.lastIndexOf('>') + 1;
  const tagged = text.slice(0, end).replace(comments, '').replace(inlineTags, '').replace(blockTags, ' ');
  return tagged + text.slice(end).replaceAll('<![CDATA[', '');
}
