/** On paper: A4, black on white, tables whose heads come again on each page and whose words stay whole. */
export const print = `
@page { size: A4; margin: 15mm 14mm; }
@media print {
  :root, :root[data-theme="dark"], :root:not([data-theme="light"]) {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc; --accent: #000;
    --good: #17693b; --good-soft: #eef8f1; --bad: #a3242b; --bad-soft: #fdf1f1; --warn: #7a4d00; --warn-soft: #fdf6e7;
    --bar: #7d9bd1; --bar-old: #c9cfda;
  }
  html { font-size: 12px; } body { font-size: 10.5px; } main { max-width: none; padding: 0; }
  h2 { break-after: avoid; } section { margin-top: 1.5rem; }
  .screen, button, .skip { display: none !important; } .paper { display: block; }
  .card, .banner, .figures li, .sign { break-inside: avoid; } svg.bar, .banner { print-color-adjust: exact; }
  .figures { grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); }
  .charts { columns: 2; } .wide { overflow: visible; }
  .card:has(details) { break-inside: auto; }
  details > * { display: revert; } details::details-content { content-visibility: visible; height: auto; }
  .list th, .list td { overflow-wrap: break-word; padding: .2rem .6rem .2rem 0; } .list thead { display: table-header-group; } .list tr { break-inside: avoid; }
  .paper .list { table-layout: fixed; }
  .paper .list th:first-child { width: 8.5rem; } .paper .with-outcome th:last-child:not([colspan]) { width: 5.5rem; }
  .paper .number { white-space: nowrap; }
  .paper .kind th { color: var(--ink); font-weight: 600; padding-top: .8rem; } .paper .kind { break-after: avoid; }
  .paper .more td { color: var(--soft); }
}
`;
