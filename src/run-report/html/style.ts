/** The look of a report: light and dark, on paper too; no font, picture or script from anywhere. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #142024; --muted: #52626a; --line: #dde3e5; --sunk: #f5f7f7;
  --accent: #0a6a73; --band: rgba(10,106,115,.14); --signal: #a3380f; }
@media (prefers-color-scheme: dark) { :root { --paper: #0f1517; --ink: #e2e9ea; --muted: #96a6ab; --line: #2a363a;
  --sunk: #151d20; --accent: #5cc3c9; --band: rgba(92,195,201,.18); --signal: #f2946f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 16px 64px; max-width: 60rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p { margin: .4rem 0; max-width: 46rem; }
.verdict { font-size: 1.1rem; margin: .8rem 0; }
.muted, caption, figcaption { color: var(--muted); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: .4rem 0; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { text-align: right; padding: .25rem .7rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td.text, th.text { text-align: left; white-space: normal; min-width: 12rem; }
thead th { color: var(--muted); font-weight: 600; }
tr.total th, tr.total td { font-weight: 650; }
.worse { color: var(--signal); } .missing { display: block; font-size: .85rem; color: var(--signal); font-weight: 400; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .6rem 0; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: .6rem 0; } .small { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .4rem 1rem; }
svg { max-width: 100%; height: auto; display: block; }
svg .band { fill: var(--band); } svg .line { fill: none; stroke: var(--accent); stroke-width: 1.75; }
svg .grid { stroke: var(--line); } svg .tick { fill: var(--muted); font-size: 11px; }
svg .in { fill: var(--accent); } svg .out { fill: var(--paper); stroke: var(--accent); stroke-width: 1.5; }
svg .whisker { stroke: var(--ink); stroke-width: 1.25; }
svg .baseline, svg .control { fill: var(--muted); } svg .promoted { fill: var(--accent); }
details { border-top: 1px solid var(--line); padding: .45rem 0; } summary { cursor: pointer; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
pre { background: var(--sunk); padding: .6rem .8rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0;
  font: 12.5px/1.45 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
ol.turns { list-style: none; margin: .4rem 0; padding: 0; } ol.turns li { margin: .5rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
ol.turns li.turn { border-color: var(--accent); } ol.turns .who { color: var(--muted); font-size: .85rem; }
a { color: var(--accent); }
@media print { body { max-width: none; } details { break-inside: avoid; } }
`;
