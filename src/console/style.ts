import { style as reportStyle } from '../report/html/style.ts';

/** How the console looks: as the reports do, and what they have not. */
export const style = `${reportStyle}
header.bar { border-bottom: 1px solid var(--line); background: var(--card); }
header.bar > div { max-width: 74rem; margin: 0 auto; padding: .6rem 1.25rem; display: flex; flex-wrap: wrap; gap: .4rem 1.1rem; align-items: center; }
header.bar strong { font-size: 1.05rem; }
header.bar nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; margin: 0; padding: 0; }
header.bar .who { margin-left: auto; display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
header.bar button { padding: .2rem .6rem; font-size: .9rem; }
a { color: var(--accent); } a[aria-current="page"] { color: var(--ink); font-weight: 600; text-decoration: none; }
.nights { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); gap: 1rem; list-style: none; margin: 0; padding: 0; }
.nights > li { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.15rem; min-width: 0; overflow-wrap: anywhere; }
.nights > li.bad { border-left: 6px solid var(--bad); } .nights > li.warn { border-left: 6px solid var(--warn); }
.nights h3 { margin: 0 0 .2rem; }
ul.others { columns: 3 16rem; padding-left: 1.2rem; overflow-wrap: anywhere; }
svg.trend { display: block; width: 100%; height: 3.2rem; margin-top: .6rem; }
svg.trend rect { fill: var(--bar); } svg.trend rect.bad { fill: var(--bad); } svg.trend rect.warn { fill: var(--warn); } svg.trend rect.none { fill: var(--bar-old); }
.state { font-weight: 600; } .state.bad { color: var(--bad); } .state.warn { color: var(--warn); } .state.good { color: var(--good); }
form.stacked { display: grid; gap: .75rem; max-width: 34rem; } form.stacked label { font-weight: 500; }
form.stacked input[type="text"], form.stacked input[type="password"], form.inline input[type="text"] { width: 100%; background: var(--paper); border: 1px solid var(--soft); border-radius: 8px; padding: .45rem .75rem; }
form.inline { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; } form.inline label { flex: 1 1 12rem; max-width: 24rem; }
form.stacked .check { display: flex; gap: .6rem; align-items: start; font-weight: 400; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600; }
button.danger { border-color: var(--bad); color: var(--bad); }
.decide { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1.25rem; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1.25rem; margin: 1rem 0; } dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
iframe.report { width: 100%; height: 85vh; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
pre.story { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem 1.15rem; font-size: .9rem; }
#live progress { width: 100%; max-width: 34rem; height: .8rem; accent-color: var(--accent); } #live [hidden] { display: none; }
.tight { padding: .15rem .6rem; font-size: .88rem; }
@media (max-width: 40rem) { header.bar .who { margin-left: 0; } dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: .5rem; } }
`;
