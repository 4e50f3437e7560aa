/** The look of the console: the readers' paper and ink, set for work. */
export const consoleCss = `
:root{--paper:#fff;--ground:#f6f5f2;--ink:#1d1d1b;--soft:#5c5a55;--line:#dcd9d2;--edge:#8f8b82;--accent:#0b5c6b;--on:#fff;--wrong:#8a2b12;--good:#1f5f34;color-scheme:light dark;--sans:-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif;--serif:Georgia,'Noto Serif','Times New Roman',serif}
@media(prefers-color-scheme:dark){:root{--paper:#1b1b19;--ground:#121211;--ink:#eceae5;--soft:#aaa69d;--line:#383630;--edge:#7d7970;--accent:#7cc7d4;--on:#101f22;--wrong:#f0a58f;--good:#8fd0a5}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 var(--sans)}
a{color:var(--accent)}
.skip{position:absolute;inset-inline-start:-9999px}
.skip:focus{position:static;display:inline-block;padding:8px 12px}
.top{display:flex;gap:8px 24px;align-items:center;flex-wrap:wrap;padding:10px 24px;background:var(--paper);border-bottom:1px solid var(--line)}
.house{font:700 20px/1.2 var(--serif);color:inherit;text-decoration:none}
nav{display:flex;gap:4px;flex-wrap:wrap}
nav a{display:inline-flex;align-items:center;min-height:44px;padding:0 12px;color:inherit;text-decoration:none;border-bottom:3px solid transparent}
nav a[aria-current]{border-color:var(--accent);font-weight:600}
.who{margin-inline-start:auto;display:flex;gap:12px;align-items:center;color:var(--soft);font-size:14px}
main{max-width:1080px;margin:0 auto;padding:28px 24px 64px}
h1{font:700 30px/1.15 var(--serif);margin:0 0 6px;overflow-wrap:anywhere}
h2{font:700 20px/1.28 var(--serif);margin:32px 0 8px}
p{margin:0 0 12px;max-width:70ch}
.soft{color:var(--soft)}
.small{font-size:14px}
.wrong{color:var(--wrong);font-weight:600}
.said{border-inline-start:3px solid var(--accent);padding:6px 12px;background:var(--paper)}
.card{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:16px 20px;margin:12px 0}
.row{display:flex;gap:10px;flex-wrap:wrap;align-items:center}
.spread{justify-content:space-between}
table{width:100%;border-collapse:collapse;background:var(--paper);border:1px solid var(--line)}
th,td{text-align:start;padding:10px 12px;border-top:1px solid var(--line);vertical-align:top}
th{font-size:14px;color:var(--soft);font-weight:600}
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
button,.button{display:inline-flex;align-items:center;font:600 16px/1.2 var(--sans);background:var(--accent);color:var(--on);border:1px solid transparent;border-radius:8px;padding:10px 16px;min-height:44px;cursor:pointer;text-decoration:none}
button.quiet,.button.quiet{background:none;color:var(--ink);border-color:var(--edge);font-weight:400}
button.small{min-height:32px;padding:4px 10px;font-size:14px}
button.wrong{background:none;color:var(--wrong);border-color:var(--wrong)}
input,select,textarea{font:inherit;padding:9px 12px;border:1px solid var(--edge);border-radius:8px;min-height:44px;max-width:100%;background:var(--paper);color:var(--ink)}
input[type=checkbox]{width:20px;height:20px;min-height:0;accent-color:var(--accent)}
textarea{width:100%;min-height:8em}
label{display:block;margin:0 0 12px}
label>span{display:block;font-weight:600;margin-bottom:4px}
button:focus-visible,a:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.badge{display:inline-block;border:1px solid var(--edge);border-radius:99px;padding:1px 10px;font-size:14px}
.badge.good{color:var(--good);border-color:var(--good)}
.badge.bad{color:var(--wrong);border-color:var(--wrong)}
.bar{height:14px;background:var(--line);border-radius:99px;overflow:hidden;margin:10px 0}
.bar i{display:block;height:100%;background:var(--accent)}
.door{max-width:480px;padding-top:12vh}
.door input{width:100%}
input.code{font:700 26px/1.2 var(--sans);letter-spacing:.2em;font-variant-numeric:tabular-nums}
.empty{padding:32px;text-align:center;border:1px dashed var(--edge);border-radius:10px;color:var(--soft)}
summary{cursor:pointer;min-height:44px;display:flex;align-items:center;color:var(--accent)}
@media(max-width:640px){.top,main{padding-inline:16px}.who{margin-inline-start:0}.who span{overflow-wrap:anywhere}}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.tabs{margin-inline-start:-12px}
.headline{font:700 18px/1.3 var(--serif);color:inherit;text-decoration:none;overflow-wrap:anywhere}
a.headline:hover{text-decoration:underline}
.lines{list-style:none;margin:12px 0;padding:0;background:var(--paper);border:1px solid var(--line)}
.lines>li{display:flex;gap:4px;padding:12px 16px;border-top:1px solid var(--line)}
.lines>li:first-child{border-top:0}
.lines>li>div{flex:1;min-width:0}
.lines p{margin:2px 0;max-width:none;overflow-wrap:anywhere}
.lines form{margin-top:4px}
.tick{flex:none;display:flex;justify-content:center;width:44px;height:44px;margin:-8px 0 0 -12px;padding-top:11px;cursor:pointer}
.tags{gap:6px}
a.badge{color:var(--soft);text-decoration:none;border-color:var(--line);padding:3px 10px}
a.badge:hover{color:var(--accent);border-color:var(--accent)}
.field{margin:0 0 14px;flex:0 1 auto;min-width:0}
.field label{font-weight:600;margin-bottom:4px}
.field input:not([type=checkbox]),.field select{width:100%}
.field textarea{min-height:0;display:block}
.field p{margin:0 0 4px}
.field .hint{color:var(--soft);font-size:14px;margin:4px 0 0}
[aria-invalid]{border-color:var(--wrong)}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));column-gap:20px}
.low{align-items:flex-end;margin-bottom:14px}
.low:last-child{margin-bottom:0}
.meta{gap:4px 12px}
summary::before{content:'▸'/'';margin-inline-end:8px}
details[open]>summary::before{content:'▾'/''}
.search{margin:10px 0}
.summary:focus{outline:3px solid var(--wrong);outline-offset:2px}
.low>.field{flex:0 1 280px;margin:0}
.low>span{padding-bottom:10px}
.low>details{flex:1 1 240px}
.bulk{align-items:flex-start}
.bulk>button{margin-top:28px}
.bulk>details{margin-top:28px}
.top-row{align-items:flex-start}
.top-row details{flex:1 1 300px}
.top-row>form{padding-top:2px}
.search{flex-wrap:nowrap}
.search input{flex:1 1 170px;width:60px;min-width:0}
.search{max-width:100%;flex:0 1 auto}
.search button{flex:none}
.check{display:flex;gap:10px;align-items:center;min-height:44px;margin:0;cursor:pointer}
fieldset{border:0;margin:0 0 14px;padding:0}
legend{font-weight:600;padding:0}
.summary ul{margin:4px 0 0;padding-inline-start:20px}
.summary{border-color:var(--wrong)}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:6px 20px;margin:0 0 12px}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.figures{display:flex;gap:12px 40px;flex-wrap:wrap}
.figures>div{display:flex;flex-direction:column-reverse}
.figures dt{color:var(--soft);font-size:14px}
.figures dd{margin:0;font:700 26px/1.2 var(--serif);font-variant-numeric:tabular-nums}
.prose{font:17px/1.6 var(--serif)}
.pager a{display:inline-flex;align-items:center;min-height:44px}
h1+.soft,td{overflow-wrap:anywhere}
.card>h2:first-child{margin-top:0}
progress{appearance:none;display:block;width:100%;height:14px;border:0;border-radius:99px;overflow:hidden;background:var(--line)}
progress::-webkit-progress-bar{background:var(--line)}
progress::-webkit-progress-value{background:var(--accent)}
progress::-moz-progress-bar{background:var(--accent)}
.headway{margin:12px 0}
.headway p{margin:6px 0 0}
.count{font:400 16px/1.3 var(--sans)}
.crumb{margin:0 0 4px}
.actions{margin:4px 0 20px}
.results .hint{margin:14px 0 0}
.sends>li{gap:4px 24px;flex-wrap:wrap;padding:8px 16px;font-variant-numeric:tabular-nums}
.sends>li>span:first-child{flex:0 0 240px}
.topics ul{list-style:none;margin:4px 0 0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,260px),1fr));gap:4px 20px}
.topics li{display:flex;gap:12px;align-items:center}
.topics input[type=number]{width:68px;padding:6px 8px;flex:none}
.examples{margin:-8px 0 12px}
.examples ul{margin:0 0 12px;padding-inline-start:20px}
.kept{white-space:pre-line}
.after{margin-top:12px}
.empty p{margin-inline:auto}
.results dl{margin:0}
.topics label>span{font-weight:400;margin:0}
.all{margin:0}
.all:disabled{opacity:1}
:disabled input,:disabled select,:disabled textarea{border-color:var(--line);color:var(--ink);-webkit-text-fill-color:var(--ink);opacity:1}
@media(max-width:640px){.card{padding:14px}.lines>li{padding:12px}.facts{grid-template-columns:1fr}.facts dd{margin-bottom:8px}.low>.field{flex:1 1 100%}.bulk>button,.bulk>details{margin-top:0}.search{width:100%}.search input{flex:1 1 90px}.top nav{gap:0;margin-inline:-5px}.top nav a{padding:0 5px}.stack td[data-th]::before{content:attr(data-th) ' ';color:var(--soft)}.stack,.stack tbody,.stack tr,.stack td{display:block}.stack thead{display:none}.stack tr{padding:10px 12px;border-top:1px solid var(--line)}.stack td{border:0;padding:1px 0}}
.search input[type=search]{min-width:14em}.search input[type=text]{min-width:7em}
`
