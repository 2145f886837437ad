import { scriptWords } from '../../language/script.ts';
import type { TableData } from '../table-format.ts';
import { startChangesTable } from './changes-table.ts';

/** What runs in the page. */
const data = document.getElementById('changes-data')?.textContent;
const table = document.getElementById('changes');
if (data && table) startChangesTable(JSON.parse(data) as TableData, table);

const words = scriptWords[document.documentElement.lang === 'sv' ? 'sv' : 'en'];
const theme = document.querySelector<HTMLButtonElement>('#theme');
theme?.addEventListener('click', () => {
  const { dataset } = document.documentElement;
  const isDark = dataset.theme
    ? dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  dataset.theme = isDark ? 'light' : 'dark';
  theme.setAttribute('aria-pressed', String(!isDark));
});
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]'))
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy ?? '');
      button.textContent = words.copied;
    } catch {
      button.textContent = words.copyByHand;
    }
  });
