import { html } from 'hono/html';
import type { Plan } from '../../plan/plan.ts';
import type { Catalogue } from '../language/catalogue.ts';
import type { HowToApply } from '../sentences/apply.ts';
import type { Html } from './html.ts';

/** A place to sign, for whoever has read the plan. */
export function signSection({ fingerprint, changes }: Plan, { signOff }: Catalogue): Html {
  if (changes.length === 0) return html``;
  return html`<section aria-labelledby="sign-title" class="sign"><h2 id="sign-title">${signOff.title}</h2>
<p>${signOff.sentence(fingerprint)}</p>
<dl>${signOff.fields.map((field) => html`<div><dt>${field}</dt><dd></dd></div>`)}</dl></section>`;
}

/** How the plan is applied: the command, to be copied. */
export function applyCommand({ text, command }: HowToApply, { page }: Catalogue): Html {
  return html`<p dir="auto">${text}</p>
${command === undefined ? '' : html`<div class="command"><code>${command}</code> <button type="button" data-copy="${command}">${page.copy}</button></div>`}`;
}
