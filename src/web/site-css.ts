/** The one stylesheet of the pages: light and dark, from 320 px up, no font or image of its own. */
export const siteCss = `:root {
  color-scheme: light dark;
  --paper: #fbfcfd; --ink: #14222c; --soft: #4d606c; --line: #d3dde3; --panel: #eef3f6; --accent: #075a7c; --bad: #a3271b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d161c; --ink: #e3ecf1; --soft: #a2b4bf; --line: #2b3b46; --panel: #16222a; --accent: #74c7e8; --bad: #ff9d8f;
  }
}
* { box-sizing: border-box }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100% }
body {
  margin: 0 auto; max-width: 62rem; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere;
}
main:focus { outline: none }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; margin: 2em 0 .5em }
h1 { font-size: 1.8rem; margin-top: 1rem }
h2 { font-size: 1.35rem }
h3 { font-size: 1.1rem }
h4 { font-size: 1rem; margin-top: 1.2em }
p, ul, dl { margin: .5em 0 }
a { color: var(--accent); text-underline-offset: .15em }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px }
code, pre, textarea { font: .9em/1.5 ui-monospace, monospace }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .7rem; overflow-x: auto; margin: .5em 0 }
pre.wrapped { white-space: pre-wrap }
.lede { font-size: 1.1rem; max-width: 45rem }
.hint, .soft, .back { color: var(--soft); font-size: .9rem }
.skip { position: absolute; left: -99rem }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; z-index: 1 }
header.site { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; align-items: center; padding: .6rem 0; border-bottom: 1px solid var(--line) }
header.site ul { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; margin: 0; padding: 0 }
header.site a { display: inline-block; padding: .6rem 0 }
header.site a[aria-current] { color: inherit; font-weight: 600; text-decoration-thickness: 2px }
.brand { font-weight: 700; color: inherit; text-decoration: none }
footer.site { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; padding: .5rem 0 1.5rem }
.rows { list-style: none; padding: 0 }
.rows li { padding: .45rem 0; border-bottom: 1px solid var(--line) }
.rows a { display: inline-block; padding: .15rem 0 }
dl.facts > div { padding: .5rem 0; border-bottom: 1px solid var(--line) }
dt { font-weight: 600 }
dd { margin: 0 0 0 1rem }
dl.facts dd { margin-left: 0 }
.status, .method { font: 600 .8rem/1 ui-monospace, monospace; border: 1px solid currentColor; border-radius: 4px; padding: .15em .4em }
.method { color: var(--accent) }
.status { color: var(--soft) }
.type { color: var(--soft); font-size: .9rem; font-weight: 400 }
.required { color: var(--bad); font-size: .85rem }
.inline { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0 1.2rem }
.inline a { display: inline-block; padding: .5rem 0 }
.entry > summary { overflow: hidden }
.entry h3 { display: inline; font-size: 1rem }
.entry .route { float: right; margin-left: 1rem; font-weight: 400; color: var(--soft) }
.entry > .inside { scroll-margin-top: 4rem; border-top: 1px solid var(--line) }
details { border: 1px solid var(--line); border-radius: 6px; padding: 0 .7rem; margin: .6rem 0 }
details[open] { padding-bottom: .7rem }
summary { cursor: pointer; padding: .6rem 0; font-weight: 600 }
dl.fields { margin-left: 0 }
dl.fields > div { padding: .4rem 0 }
dl.fields dl.fields { border-left: 2px solid var(--line); padding-left: .7rem }
.field { margin: .7rem 0 }
.field label { display: block; font-weight: 600 }
input, select, textarea, button { font-size: 1rem; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 6px; padding: .55rem .7rem; max-width: 100% }
input, textarea, select { width: 30rem }
.field .hint { display: block }
button { background: var(--accent); color: var(--paper); border-color: var(--accent); font-weight: 600; padding: .6rem 1.1rem; cursor: pointer }
button[disabled] { opacity: .6 }
.answer + pre { max-height: 30rem; overflow: auto }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth } }
@media print { header.site, footer.site, form.try { display: none } }
`
