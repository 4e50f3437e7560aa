/** The whole look of the readers' pages: a newspaper's, in paper and ink, by day and by night. */
export const siteCss = `
:root{--paper:#fff;--ground:#f6f5f2;--ink:#1d1d1b;--soft:#5c5a55;--line:#dcd9d2;--edge:#8f8b82;--accent:#0b5c6b;--on:#fff;--wrong:#8a2b12;color-scheme:light dark;
--serif:Georgia,'Noto Serif','Noto Naskh Arabic','Geeza Pro','Songti SC','Noto Serif SC','Noto Serif CJK SC','Times New Roman',serif;
--sans:-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic','PingFang SC','Microsoft YaHei','Noto Sans SC','Noto Sans CJK SC',Arial,sans-serif}
@media(prefers-color-scheme:dark){:root{--paper:#1b1b19;--ground:#121211;--ink:#eceae5;--soft:#aaa69d;--line:#383630;--edge:#7d7970;--accent:#7cc7d4;--on:#101f22;--wrong:#f0a58f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.5 var(--serif);overflow-wrap:break-word}
main{max-width:640px;margin:0 auto;padding:56px 24px 32px}
footer{max-width:640px;margin:0 auto;padding:0 24px 48px}
h1{font-size:38px;line-height:1.12;margin:0 0 10px;letter-spacing:-.4px;overflow-wrap:anywhere}
h2{font-size:20px;line-height:1.28;margin:0;overflow-wrap:anywhere}
/* Letters that are joined are not set closer, and they, as Han characters, need more air above and below. */
body:lang(ar),[lang]:lang(ar){line-height:1.7}
h1:lang(ar),h1:lang(zh){line-height:1.35;letter-spacing:0}
h2:lang(ar){line-height:1.5}
h2 small{display:block}
p{margin:0 0 14px;text-wrap:pretty}
a{color:var(--accent)}
.ui,.topic,button,input,.kicker{font-family:var(--sans)}
.soft{color:var(--soft);font-size:15px}
.kicker{color:var(--accent);font:700 13px/1.3 var(--sans);margin:28px 0 0}
.wrong{color:var(--wrong);font-weight:600}
.digest{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:18px 20px;margin:14px 0;min-inline-size:0}
.digest>label{display:flex;gap:12px;align-items:flex-start;cursor:pointer}
.digest input[type=checkbox]{margin:5px 0 0;width:20px;height:20px;flex:none;accent-color:var(--accent)}
.digest b{font-size:20px;line-height:1.28}
.topics{display:flex;gap:8px;flex-wrap:wrap;margin:12px 0 0;margin-inline-start:32px;padding:0;border:0;min-inline-size:0}
.topics legend{padding:0;margin:0 0 6px}
.about{margin:2px 0 0;margin-inline-start:32px}
.about+.topics{margin-top:8px}
.topics+.about{margin-top:12px}
.topic{position:relative;display:inline-flex}
.topic input{position:absolute;opacity:0;inset:0;width:100%!important;height:100%!important;margin:0!important;cursor:pointer}
.topic span{border:1px solid var(--edge);border-radius:99px;padding:9px 16px;font-size:15px;line-height:1.4;min-height:44px;display:inline-flex;align-items:center}
.topic input:checked+span{background:var(--accent);border-color:var(--accent);color:var(--on)}
.topic input:focus-visible+span,button:focus-visible,a:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,.summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.row{display:flex;gap:10px;margin:22px 0 10px;flex-wrap:wrap}
input[type=email],input[type=text],.write textarea{font:17px/1.5 var(--sans);padding:11px 13px;border:1px solid var(--edge);border-radius:8px;flex:1 1 240px;min-width:0;min-height:48px;background:var(--paper);color:var(--ink)}
.write input,.write textarea{display:block;width:100%}
.write textarea{resize:vertical}
.write .over{margin-top:18px}
.write .row{margin:18px 0 10px}
.write h3{margin:0 0 6px;font-size:17px}
/* An address runs its own way, and stands at its page's edge. */
input[type=email]{unicode-bidi:plaintext}
[aria-invalid=true]{border-color:var(--wrong);border-width:2px}
select{font:inherit;font-size:16px;padding:9px 12px;border:1px solid var(--edge);border-radius:8px;min-height:44px;max-width:100%;background:var(--paper);color:var(--ink)}
.topic.radio span{border-radius:8px}
button{font-size:17px;font-weight:600;background:var(--accent);color:var(--on);border:0;border-radius:8px;padding:12px 22px;min-height:48px;cursor:pointer}
button.quiet{background:none;color:var(--ink);border:1px solid var(--edge);font-weight:400}
.plain{border:0;margin:0;padding:0;min-inline-size:0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.over{display:block;font-weight:600;margin:26px 0 6px}
.row.tight{margin-top:0}
.row.tight button{flex:0 0 auto}
.status{margin:0}
.status:not(:empty){margin-bottom:14px}
.summary{border:2px solid var(--wrong);border-radius:10px;padding:16px 20px 2px;margin:18px 0 22px}
.summary h2{margin:0 0 6px}
.summary a{color:inherit}
.version{white-space:nowrap}
.pick{display:flex;flex-direction:column;gap:4px;font-weight:600;max-width:100%}
.pick select{font-weight:400}
.row:has(>.pick){align-items:flex-end}
.code{display:block;width:100%;font:14px/1.5 ui-monospace,Consolas,'Noto Sans Mono',monospace;padding:12px;border:1px solid var(--edge);border-radius:8px;background:var(--paper);color:var(--ink);white-space:pre;overflow:auto;resize:vertical}
.preview{width:100%;height:340px;border:1px solid var(--line);border-radius:10px;margin:10px 0 0}
.gap{margin-top:22px}
/* The way to get the next one, on a page of its own. */
.box{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:20px 22px 6px;margin:32px 0}
.rhythm{margin:4px 0 0}
.choose a{display:inline-block;padding:10px 0;min-height:44px}
.choose{margin:0 0 6px}
.box .over{margin-top:14px}
.one{display:flex;gap:12px;align-items:flex-start;padding:10px 0;min-height:44px;cursor:pointer}
.one input{margin:4px 0 0;width:20px;height:20px;flex:none;accent-color:var(--accent)}
.one small{display:block}
.covers{list-style:none;padding:0;margin:18px 0}
.covers li{padding:3px 0}
.inline{display:flex;flex-wrap:wrap;gap:0 20px}
.past a{display:block;padding:2px 0}
.past .day{display:block;color:var(--accent);font-size:15px}
.past b{display:block;font-size:20px;line-height:1.28;overflow-wrap:anywhere}
.past b :lang(ar){line-height:1.5}
.also{margin:4px 0 0;overflow-wrap:anywhere}
.kicker+.list{margin-top:6px}
.kicker+.list li:first-child{border-top:0}
.list.small li{padding:10px 0;line-height:1.4}
.turn{display:flex;flex-wrap:wrap;gap:4px 24px;margin:32px 0 8px}
.feeds a{margin-inline-start:12px}
.turn a,.feeds a{display:inline-block;padding:10px 0;min-height:44px}
nav.turn{border-top:3px solid var(--ink);padding-top:10px}
.part{font-size:22px;margin:40px 0 4px;border-top:3px solid var(--ink);padding-top:14px}
.manner{border:0;margin:40px 0 0;padding:0;min-inline-size:0}
.manner legend{width:100%;padding:14px 0 0;font-weight:700;font-family:var(--serif);line-height:1.28}
.manner label{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:center;justify-content:space-between;border-top:1px solid var(--line);padding:12px 0}
.manner legend+label,.manner legend+p{border-top:0}
.manner label>span>.soft{display:block}
form+.soft{margin-top:8px}
.saved{border-inline-start:3px solid var(--accent);padding-inline-start:12px}
.row form{display:contents}
input[type=date]{font:inherit;font-size:16px;padding:9px 12px;border:1px solid var(--edge);border-radius:8px;min-height:44px;background:var(--paper);color:var(--ink)}
.wrong ul{margin:0 0 14px;padding-inline-start:22px}
.topics.flush{margin-inline-start:0}
.serif{font-family:var(--serif)}
.trap{position:absolute;inset-inline-start:-9999px;width:1px;height:1px;overflow:hidden}
article,.item{border-bottom:1px solid var(--line);padding:16px 0 18px}
.item p{margin:4px 0}
.item h2 a,.list a{color:inherit;text-decoration:none}
.item h2 a:hover,.list a:hover{text-decoration:underline}
.list .ui a{color:var(--accent);text-decoration:underline}
.text p{margin:0 0 18px;overflow-wrap:anywhere}
.thick{border:0;border-top:3px solid var(--ink);margin:14px 0}
.list{list-style:none;margin:18px 0;padding:0}
.list li{border-top:1px solid var(--line);padding:12px 0}
.thick+.list{margin-top:0}
.thick+.list li:first-child{border-top:0}
@media print{:root{--paper:#fff;--ground:#fff;--ink:#000;--soft:#333;--line:#999;--accent:#000;color-scheme:light}
body{font-size:11pt}main{max-width:none;padding:0}footer{max-width:none;margin:0;padding:12pt 0 0}
.box,.write,.turn,.feeds,.status{display:none}
.item,.list li{break-inside:avoid}h2,h3,.kicker{break-after:avoid}
.item h2 a[href^=http]::after{content:' (' attr(href) ')';font:400 9pt var(--sans);color:var(--soft);overflow-wrap:anywhere}}
@media(max-width:480px){main{padding:32px 20px 24px}footer{padding:0 20px 32px}h1{font-size:30px}.topics,.about{margin-inline-start:0}.row button,.row.tight button{flex:1 1 auto}}
`
