/** On a telephone: each row of the table is a card, with before and after below each other. */
export const narrow = `
@media (max-width: 40rem) {
  main { padding: 1.25rem .9rem 3rem; }
  .controls input[type="search"] { min-width: 0; width: 100%; } .control:first-child { width: 100%; }
  .chart td.bars { width: 20%; } .chart td.figure { white-space: normal; }
  .top { flex-wrap: wrap; }
  .table { min-width: 0; }
  .head, .with-outcome .head { display: flex; flex-wrap: wrap; }
  .head button { width: auto; padding: .5rem .6rem; font-size: .9rem; }
  .row, .with-outcome .row {
    height: 148px; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); grid-template-rows: 2.2rem 1fr 1fr;
    align-items: start; align-content: start; padding: .5rem 0;
  }
  .cell:nth-child(2) { text-align: right; }
  .cell:nth-child(3), .cell:nth-child(4) { grid-column: 1 / -1; display: grid; grid-template-columns: 3.6rem minmax(0, 1fr); }
  .cell:nth-child(3)::before, .cell:nth-child(4)::before { content: attr(data-title); grid-row: 1 / 3; font-size: .8rem; color: var(--soft); padding-top: .1rem; }
  .with-outcome .row { grid-template-columns: minmax(0, 1.45fr) minmax(0, 1.2fr) minmax(0, 1fr); }
  .with-outcome .cell:nth-child(5) { grid-column: 3; grid-row: 1; text-align: right; padding-left: 0; font-size: .9rem; }
  .with-outcome .cell:nth-child(2) { text-align: left; padding: 0; }
  .stack thead { position: absolute; left: -99rem; } .stack tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
  .stack td { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); border: 0; padding: .1rem 0; } .stack td::before { content: attr(data-title); color: var(--soft); font-size: .85rem; }
  .chip { font-size: .8rem; } .cell > .note { white-space: normal; max-height: 2.6em; }
  .sign dl { grid-template-columns: 1fr; gap: 2.5rem; }
}
`;
