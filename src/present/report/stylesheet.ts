/** The page's one stylesheet: light and dark by the reader's choice, and its own rules for paper. */
export const stylesheet = `
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#57606a;--paper:#fff;--panel:#f6f8fa;--line:#d0d7de;--ai:#0072b2;--none:#d55e00;--soft:#7f9db4}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#9da7b3;--paper:#0d1117;--panel:#161b22;--line:#3d444d;--ai:#56b4e9;--none:#e69f00;--soft:#5b7f99}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem 1rem 4rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
a{color:inherit}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--ai);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.5rem}
h1{font-size:1.1rem;margin:0;color:var(--quiet);font-weight:600}
h2{font-size:1.25rem;margin:2.5rem 0 .5rem}
.answer{font-size:1.5rem;line-height:1.35;margin:.75rem 0;font-weight:600}
.answer+.answer{font-size:1.15rem;font-weight:400}
.subtitle,.note,figcaption,caption{color:var(--quiet)}
.note,figcaption{font-size:.9rem;margin:.4rem 0}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;font-size:.9rem}
figure{margin:1rem 0;padding:0}
.row{display:flex;flex-wrap:wrap;gap:1rem}
.row figure{flex:1 1 20rem;margin:0}.three figure{flex-basis:16rem}
svg.plot{max-width:100%;height:auto;display:block;overflow:visible}
svg.plot text{white-space:pre}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.25rem 0 .75rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-size:.9rem;padding:.25rem 0}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;text-align:left}
th{font-weight:600;background:var(--panel)}
.right{text-align:right}
td small{display:block;color:var(--quiet)}
.small,.small small{color:var(--quiet);font-style:italic}
.withheld{color:var(--quiet);font-style:italic}
.trace{text-decoration:underline dotted;text-underline-offset:3px}
code{font:.9em ui-monospace,monospace;background:var(--panel);padding:0 .25em}
.behind{font-size:.9rem}.behind>summary{font-weight:400}.behind details{border:0;border-top:1px solid var(--line);border-radius:0;padding:0}.behind p{scroll-margin-top:4rem}.behind p:target{color:var(--ink)}
details{margin:.5rem 0;border:1px solid var(--line);border-radius:6px;padding:.25rem .75rem}
summary{cursor:pointer;padding:.35rem 0;font-weight:600}
.caveats{border-left:4px solid var(--none);background:var(--panel);padding:.5rem 1rem;margin:2rem 0}
@media print{:root{color-scheme:light;--ink:#000;--quiet:#333;--paper:#fff;--panel:#f2f2f2;--line:#999;--ai:#0072b2;--none:#d55e00;--soft:#7f9db4}
body{max-width:none;padding:0;font-size:10.5pt}nav,.skip,.behind{display:none}h2{break-after:avoid}figure,tr{break-inside:avoid}.scroll{overflow:visible}table{font-size:8.5pt}th,td{padding:.2rem .35rem;overflow-wrap:anywhere}
details{border:0;padding:0}a,.trace{text-decoration:none}@page{margin:16mm}}
`.trim();
