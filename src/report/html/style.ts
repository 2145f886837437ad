import { narrow } from './style-narrow.ts';
import { print } from './style-print.ts';

/** How the page looks: light and dark, on paper, and on a telephone. */
export const style = `
:root {
  color-scheme: light;
  --paper: #fbfaf8; --card: #ffffff; --ink: #1d2433; --soft: #5a6375; --line: #e2e0da; --accent: #2b5bb5;
  --good: #17693b; --good-soft: #dff2e6; --bad: #a3242b; --bad-soft: #fbe3e3; --warn: #7a4d00; --warn-soft: #fdf0d5;
  --bar: #7d9bd1; --bar-old: #c9cfda;
}
:root[data-theme="dark"] {
  color-scheme: dark;
  --paper: #14171d; --card: #1c2129; --ink: #e8eaf0; --soft: #a4adbd; --line: #323945; --accent: #8fb3ff;
  --good: #7fd6a2; --good-soft: #173626; --bad: #ff9c9c; --bad-soft: #43191c; --warn: #f4c773; --warn-soft: #3d2d10;
  --bar: #5c7fc4; --bar-old: #454d5c;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) {
    color-scheme: dark;
    --paper: #14171d; --card: #1c2129; --ink: #e8eaf0; --soft: #a4adbd; --line: #323945; --accent: #8fb3ff;
    --good: #7fd6a2; --good-soft: #173626; --bad: #ff9c9c; --bad-soft: #43191c; --warn: #f4c773; --warn-soft: #3d2d10;
    --bar: #5c7fc4; --bar-old: #454d5c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 74rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; letter-spacing: -.01em; }
h2 { font-size: 1.1rem; margin: 0 0 .75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .25rem 0; }
code, .number { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .92em; }
.top { display: flex; gap: 1rem; align-items: flex-start; justify-content: space-between; }
.top > div { min-width: 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
section { margin-top: 2.25rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
button, select, input { font: inherit; color: inherit; }
button, select, input[type="search"] {
  background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .4rem .75rem;
}
button { cursor: pointer; white-space: nowrap; }
.banner { margin-top: 1.5rem; padding: 1rem 1.25rem; border-radius: 12px; border: 1px solid var(--line); background: var(--card); }
.banner.good { background: var(--good-soft); border-color: transparent; }
.banner.bad { background: var(--bad-soft); border-color: transparent; }
.banner.warn { background: var(--warn-soft); border-color: transparent; }
.banner strong { font-size: 1.15rem; display: block; }
.banner ul { margin: .5rem 0; padding-left: 1.2rem; }
.command { display: flex; gap: .5rem; flex-wrap: wrap; align-items: center; margin-top: .5rem; }
.command code { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .4rem .75rem; overflow-wrap: anywhere; }
.sentence { font-size: 1.15rem; margin-top: 1.5rem; max-width: 60ch; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0 0; padding: 0; list-style: none; }
.figures li { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .75rem 1rem; }
.figures b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.charts { columns: 2 26rem; column-gap: 1rem; }
.charts .card { break-inside: avoid; margin-bottom: 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; min-width: 0; }
.chart { width: 100%; border-collapse: collapse; font-size: .93rem; }
.chart caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
.chart th { text-align: left; font-weight: 400; padding: .2rem .75rem .2rem 0; width: 32%; overflow-wrap: break-word; hyphens: auto; vertical-align: middle; }
.chart thead th { color: var(--soft); font-size: .85rem; white-space: nowrap; width: auto; }
.chart thead th:last-child { text-align: right; padding-right: 0; }
.chart td { padding: .2rem 0; vertical-align: middle; }
.chart td.figure { text-align: right; padding-left: .75rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.chart td.bars { width: 45%; }
svg.bar { display: block; width: 100%; height: .7rem; border-radius: 3px; }
svg.bar + svg.bar { margin-top: 2px; }
svg.bar rect { fill: var(--bar); } svg.bar.old rect { fill: var(--bar-old); }
.plus { color: var(--good); } .minus { color: var(--bad); }
.controls { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin-bottom: .75rem; }
.control { display: grid; gap: .15rem; min-width: 0; }
.controls label { font-size: .85rem; color: var(--soft); }
.controls input[type="search"] { min-width: 15rem; color: var(--ink); }
.controls select { color: var(--ink); max-width: 16rem; }
fieldset { border: 0; padding: 0; margin: 0 0 .75rem; display: flex; flex-wrap: wrap; gap: .4rem; }
fieldset legend { font-size: .85rem; color: var(--soft); padding: 0; float: left; margin-right: .5rem; line-height: 2.2rem; }
fieldset label { display: inline-flex; gap: .4rem; align-items: center; border: 1px solid var(--line); border-radius: 99px; padding: .25rem .75rem; background: var(--card); cursor: pointer; }
.hits { margin: 0 0 .5rem; color: var(--soft); }
.frame { border: 1px solid var(--line); border-radius: 12px; overflow: hidden; background: var(--card); }
.scroller { height: min(38rem, 75vh); overflow: auto; position: relative; }
.table { min-width: 46rem; }
.head, .row { display: grid; grid-template-columns: 8.5rem 9.5rem minmax(10rem, 1fr) minmax(10rem, 1fr); }
.with-outcome .head, .with-outcome .row { grid-template-columns: 8.5rem 9.5rem minmax(9rem, 1fr) minmax(9rem, 1fr) 7.5rem; }
.head { position: sticky; top: 0; z-index: 1; background: var(--card); border-bottom: 1px solid var(--line); }
.head button { border: 0; border-radius: 0; background: none; width: 100%; text-align: left; font-weight: 600; padding: .6rem .9rem; }
.head [aria-sort="ascending"] button::after { content: " ↑"; }
.head [aria-sort="descending"] button::after { content: " ↓"; }
.rows { position: relative; }
.row { position: absolute; inset: 0 0 auto; height: 56px; border-bottom: 1px solid var(--line); align-items: center; }
.cell { padding: 0 .9rem; min-width: 0; line-height: 1.3; }
.cell > span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.cell > .chip { display: inline-block; }
.name { font-weight: 500; } .groups { font-size: .85rem; color: var(--soft); } .absent { color: var(--soft); }
.chip { border-radius: 99px; padding: .1rem .6rem; font-size: .85rem; background: var(--paper); border: 1px solid var(--line); }
.kind-0, .kind-1, .kind-2 { color: var(--bad); background: var(--bad-soft); border-color: transparent; }
.kind-3, .kind-5, .kind-6 { color: var(--good); background: var(--good-soft); border-color: transparent; }
.kind-7 { color: var(--soft); }
.kind-4 { color: var(--warn); background: var(--warn-soft); border-color: transparent; }
mark { background: none; font-weight: 600; } mark.left { color: var(--bad); text-decoration: line-through; } mark.joined { color: var(--good); }
.outcome-failed, .outcome-unknown, .outcome-skipped { color: var(--bad); font-weight: 600; }
.outcome-done { color: var(--good); } .outcome-held-back { color: var(--warn); font-weight: 600; }
details { border-top: 1px solid var(--line); padding: .6rem 0; }
summary { cursor: pointer; }
.list { width: 100%; border-collapse: collapse; font-size: .9rem; margin-top: .5rem; }
.list th { text-align: left; color: var(--soft); font-weight: 500; }
.list th, .list td { padding: .3rem .75rem .3rem 0; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.list.counts { max-width: 34rem; } .list.counts td, .list.counts th + th { text-align: right; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
.sign dl { display: grid; grid-template-columns: 2fr 1fr 2fr; gap: 1.5rem; margin: 2.5rem 0 0; } .sign dt { font-size: .85rem; color: var(--soft); border-top: 1px solid var(--ink); padding-top: .25rem; } .sign dd { margin: 0; }
.paper { display: none; }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; overflow-wrap: anywhere; }
${narrow}${print}`;
