import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { scriptWords } from '../../language/script.ts';
import { outcomeCodes, type TableData } from '../table-format.ts';

/** A column that the table can be sorted by. */
type SortKey = 'kind' | 'msisdn' | 'before' | 'after' | 'outcome';

/** A row's height in pixels, and a card's: on a telephone each row is one. The style says the same. */
const rowHeight = 56;
const cardHeight = 148;
const words = scriptWords[document.documentElement.lang === 'sv' ? 'sv' : 'en'];
const collator = new Intl.Collator('sv', { numeric: false, sensitivity: 'base' });

/** Makes the table of changes work: search, filters, sorting, and rows only where somebody looks. */
export function startChangesTable(data: TableData, root: HTMLElement): void {
  const find = <T extends HTMLElement>(selector: string): T => {
    const found = root.querySelector<T>(selector);
    if (!found) throw new Error(`the page has no ${selector}`);
    return found;
  };
  const scroller = find<HTMLDivElement>('.scroller');
  const body = find<HTMLDivElement>('.rows');
  const table = find<HTMLDivElement>('[role="table"]');
  const search = find<HTMLInputElement>('input[type="search"]');
  const group = find<HTMLSelectElement>('select[name="group"]');
  const outcome = root.querySelector<HTMLSelectElement>('select[name="outcome"]');
  const kinds = [...root.querySelectorAll<HTMLInputElement>('input[name="kind"]')];
  const hits = find<HTMLParagraphElement>('.hits');
  const total = data.changes;
  const narrow = matchMedia('(max-width: 40rem)');
  const hasOutcome = data.outcome.length > 0;

  let shown: number[] = [];
  let sort: { key: SortKey; isDown: boolean } | undefined;
  let haystack: string[] | undefined;

  const contactOf = (change: number): number => data.contact[change] ?? 0;
  const groupNames = (list: readonly number[] | undefined): string[] =>
    (list ?? []).map((index) => data.groups[index] ?? '');

  /** What is searched, by contact; made when somebody searches for the first time. */
  const textOf = (contact: number): string => {
    haystack ??= data.msisdn.map((msisdn, index) =>
      [
        msisdn,
        data.before[index] || '',
        data.after[index] || '',
        ...groupNames(data.groupsBefore[index]),
        ...groupNames(data.groupsAfter[index]),
      ]
        .join('\n')
        .toLocaleLowerCase('sv'),
    );
    return haystack[contact] ?? '';
  };

  const select = (): void => {
    const wantedKinds = new Set(kinds.filter(({ checked }) => checked).map(({ value }) => Number(value)));
    const wantedGroup = group.value === '' ? undefined : Number(group.value);
    const wantedOutcome = outcome && outcome.value !== '' ? Number(outcome.value) : undefined;
    const words = search.value.toLocaleLowerCase('sv').split(/\s+/).filter(Boolean);
    const next: number[] = [];
    // Who is left alone is shown when he is asked for, or where there is nothing else.
    const end = wantedKinds.has(data.kinds.length - 1) || total === 0 ? data.kind.length : total;
    for (let change = 0; change < end; change++) {
      if (wantedKinds.size > 0 && !wantedKinds.has(data.kind[change] ?? 0)) continue;
      if (wantedOutcome !== undefined && data.outcome[change] !== wantedOutcome) continue;
      const contact = contactOf(change);
      if (wantedGroup !== undefined && !concerns(change, contact, wantedGroup)) continue;
      if (words.length > 0) {
        const text = textOf(contact);
        if (!words.every((word) => text.includes(word))) continue;
      }
      next.push(change);
    }
    shown = sort ? sorted(next, sort) : next;
    table.setAttribute('aria-rowcount', String(shown.length + 1));
    hits.textContent = hitsText(shown.length, end, total);
    virtualizer.setOptions({ ...virtualizer.options, count: shown.length });
    scroller.scrollTop = 0;
    virtualizer.measure();
    draw();
  };

  /** A change concerns a group when it is joined, left, gained with a new contact or lost with a removed one. */
  const concerns = (change: number, contact: number, wanted: number): boolean => {
    const own = data.group[change] ?? -1;
    if (own >= 0) return own === wanted;
    return Boolean(
      data.groupsBefore[contact]?.includes(wanted) || data.groupsAfter[contact]?.includes(wanted),
    );
  };

  const sorted = (list: number[], { key, isDown }: { key: SortKey; isDown: boolean }): number[] => {
    const direction = isDown ? -1 : 1;
    const numeric = key === 'kind' || key === 'outcome';
    const value = (change: number): string => {
      const contact = contactOf(change);
      if (key === 'msisdn') return data.msisdn[contact] ?? '';
      return String((key === 'before' ? data.before : data.after)[contact] || '');
    };
    const order = numeric
      ? (a: number, b: number) => (data[key][a] ?? 0) - (data[key][b] ?? 0)
      : key === 'msisdn'
        ? (a: number, b: number) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0)
        : (a: number, b: number) => collator.compare(value(a), value(b));
    return list.sort((a, b) => direction * order(a, b) || a - b);
  };

  const virtualizer = new Virtualizer<HTMLDivElement, HTMLDivElement>({
    count: data.kind.length,
    getScrollElement: () => scroller,
    estimateSize: () => (narrow.matches ? cardHeight : rowHeight),
    overscan: 8,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => draw(),
  });

  const draw = (): void => {
    body.style.height = `${virtualizer.getTotalSize()}px`;
    const rows = virtualizer.getVirtualItems().map(({ index, start }) => {
      const row = rowElement(shown[index] ?? 0, index);
      row.style.transform = `translateY(${start}px)`;
      return row;
    });
    body.replaceChildren(...rows);
  };

  /** What the columns are called: a card has no head above it. */
  const titles = [...root.querySelectorAll('[role="columnheader"] button')].map(
    ({ textContent }) => textContent ?? '',
  );

  const rowElement = (change: number, position: number): HTMLDivElement => {
    const contact = contactOf(change);
    const kind = data.kind[change] ?? 0;
    const own = data.group[change] ?? -1;
    const row = element('div', 'row');
    row.setAttribute('role', 'row');
    row.setAttribute('aria-rowindex', String(position + 2));
    const chip = element('span', `chip kind-${kind}`, data.kinds[kind] ?? '');
    row.append(
      cell(chip),
      cell(element('span', 'number', data.msisdn[contact] ?? '')),
      stateCell(data.before[contact] ?? 0, groupNames(data.groupsBefore[contact]), data.groups[own], 'left'),
      data.reason[change] !== undefined && (data.reason[change] ?? -1) >= 0
        ? cell(element('span', 'note', words.noMoreSms(data.reasons[data.reason[change] ?? 0] ?? '')))
        : stateCell(
            data.after[contact] ?? 0,
            groupNames(data.groupsAfter[contact]),
            data.groups[own],
            'joined',
          ),
    );
    if (hasOutcome) {
      const own = data.outcome[change] ?? 0;
      // A change that waits does so because it is held back.
      const code = outcomeCodes[own] === 'pending' && data.isHeld ? 'held-back' : outcomeCodes[own];
      row.append(cell(element('span', `outcome outcome-${code}`, data.outcomes[own] ?? '')));
    }
    for (const [index, title] of titles.entries()) {
      const own = row.children[index];
      if (own instanceof HTMLElement) own.dataset.title = title;
    }
    return row;
  };

  for (const button of root.querySelectorAll<HTMLButtonElement>('[role="columnheader"] button'))
    button.addEventListener('click', () => {
      const key = button.dataset.sort as SortKey;
      const isDown = sort?.key === key && !sort.isDown;
      sort = { key, isDown };
      for (const header of root.querySelectorAll('[role="columnheader"]')) {
        const isOwn = header.contains(button);
        header.setAttribute('aria-sort', isOwn ? (isDown ? 'descending' : 'ascending') : 'none');
      }
      select();
    });
  let waiting: number | undefined;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(select, 120);
  });
  for (const control of [group, ...(outcome ? [outcome] : []), ...kinds])
    control.addEventListener('change', select);

  narrow.addEventListener('change', () => {
    virtualizer.measure();
    draw();
  });
  virtualizer._didMount();
  virtualizer._willUpdate();
  select();
}

function hitsText(found: number, of: number, total: number): string {
  if (of > total) return words.rows(count(found), found === 1);
  return found === total
    ? words.changes(count(total), total === 1)
    : words.changesOf(count(found), count(total));
}

function stateCell(
  name: string | 0,
  groups: readonly string[],
  marked: string | undefined,
  mark: string,
): HTMLDivElement {
  if (name === 0) return cell(element('span', 'absent', '–'));
  const line = element('span', 'groups');
  for (const [index, group] of groups.entries()) {
    if (index > 0) line.append(' · ');
    line.append(group === marked ? element('mark', mark, group) : group);
  }
  const made = cell(element('span', 'name', name), line);
  made.title = [name, groups.join(' · ')].filter(Boolean).join('\n');
  return made;
}

function cell(...children: Node[]): HTMLDivElement {
  const made = element('div', 'cell');
  made.setAttribute('role', 'cell');
  made.append(...children);
  return made;
}

/** Texts are set as texts, never as markup: names come from a CRM. */
function element<Name extends keyof HTMLElementTagNameMap>(
  tag: Name,
  className: string,
  text?: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) {
    made.textContent = text;
    made.dir = 'auto';
  }
  return made;
}

function count(value: number): string {
  return value.toLocaleString(words.locale);
}
