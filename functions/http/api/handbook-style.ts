/** The look of the API's handbook: the readers' paper and ink, a column to read and one to find the way. */
export const handbookCss = `
:root {
  --paper: #fff; --sunk: #f6f5f2; --ink: #1d1d1b; --soft: #5c5a55; --line: #dcd9d2; --accent: #0b5c6b;
  --get: #1f5f34; --change: #7a4f00; --gone: #8a2b12;
  --serif: Georgia, "Noto Serif", "Times New Roman", serif;
  --sans: -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
  --mono: ui-monospace, Menlo, Consolas, "Noto Sans Mono", monospace;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1b19; --sunk: #121211; --ink: #eceae5; --soft: #aaa69d; --line: #383630; --accent: #7cc7d4;
    --get: #8fd0a5; --change: #e0b25a; --gone: #f0a58f;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 16px; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 var(--sans); overflow-wrap: anywhere; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -999em; }
.skip:focus { left: 16px; top: 8px; background: var(--paper); padding: 8px; }
header { border-bottom: 3px double var(--line); padding: 28px 24px 20px; text-align: center; }
.kicker { margin: 0; max-width: none; color: var(--soft); font-size: 14px; letter-spacing: .08em; text-transform: uppercase; }
h1 { font: 700 34px/1.2 var(--serif); margin: 4px 0 0; }
h2 { font: 700 25px/1.25 var(--serif); margin: 0 0 12px; padding-top: 36px; }
h3 { font: 700 19px/1.3 var(--serif); margin: 0 0 6px; }
h4 { font: 600 13px/1.4 var(--sans); color: var(--soft); margin: 18px 0 6px; }
p { margin: 0 0 10px; max-width: 68ch; }
.columns { display: grid; grid-template-columns: 270px minmax(0, 1fr); max-width: 1160px; margin: 0 auto; }
nav { border-right: 1px solid var(--line); }
nav > ul { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: 28px 20px 28px 24px; }
nav ul { list-style: none; margin: 0; }
nav ul ul { padding: 0; }
nav ul ul { margin: 2px 0 12px; padding-left: 12px; }
nav a { display: block; padding: 4px 0; font-size: 14px; line-height: 1.35; text-decoration: none; color: var(--ink); }
nav a:hover { color: var(--accent); text-decoration: underline; }
nav .noun { font: 700 16px/1.3 var(--serif); }
main { padding: 0 24px 80px 40px; }
main > section { border-top: 1px solid var(--line); }
main > section:first-child { border-top: 0; }
article, .shape { padding: 22px 0 26px; border-top: 1px solid var(--line); }
.line { font-size: 15px; }
.line b { font: 700 13px/1 var(--mono); }
.get { color: var(--get); }
.post, .patch, .put { color: var(--change); }
.delete { color: var(--gone); }
code, pre { font-family: var(--mono); font-size: .9em; }
pre { background: var(--sunk); border: 1px solid var(--line); border-radius: 4px; padding: 12px 14px; margin: 10px 0 12px; white-space: pre-wrap; line-height: 1.45; }
dl { margin: 0; border-top: 1px solid var(--line); }
dl > div { padding: 7px 0; border-bottom: 1px solid var(--line); }
dt code { font-weight: 700; }
dd { margin: 0; }
dd p { margin: 2px 0 0; font-size: 15px; }
.type, .soft { color: var(--soft); font-size: 14.5px; }
article .soft { margin-top: 8px; }
dd .soft, dt .soft { margin-top: 0; }
dd summary { cursor: pointer; color: var(--accent); font-size: 14.5px; padding: 4px 0; }
:target { scroll-margin-top: 16px; }
:target > h3 { text-decoration: underline; text-decoration-color: var(--accent); text-underline-offset: 5px; }
@media (max-width: 820px) {
  .columns { display: block; }
  nav { border-right: 0; border-bottom: 1px solid var(--line); }
  /* The nouns alone: their routes follow each other below. */
  nav > ul { position: static; max-height: none; padding: 8px 20px; display: grid; grid-template-columns: 1fr 1fr; column-gap: 16px; }
  nav > ul ul { display: none; }
  nav a, nav .noun { padding: 11px 0; min-height: 44px; }
  main { padding: 0 20px 60px; }
  dd summary { padding: 11px 0; min-height: 44px; }
}
@media print { nav, .skip { display: none; } .columns { display: block; } }
`
