import MarkdownIt from 'markdown-it';

/** Anybody may have written into it: no HTML of theirs, nothing that is fetched, and no links but those to web and mail. */
const markdown = new MarkdownIt({ html: false, linkify: false }).disable([
  'image',
  'html_block',
  'html_inline',
]);

markdown.validateLink = (address) => /^(https?:|mailto:)/i.test(address.trim());
markdown.renderer.rules.table_open = () =>
  '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';
// The board's policy lets no style attribute be.
for (const cell of ['th_open', 'td_open'] as const) {
  markdown.renderer.rules[cell] = () => (cell === 'th_open' ? '<th scope="col">' : '<td>');
}

/** Markdown as HTML that can be put into a page. */
export function rendered(text: string): string {
  return markdown.render(text);
}
