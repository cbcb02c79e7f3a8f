/** The additional styles of the home page and the status page: light and dark, from 320 px up. */
export const pageCss = `:root {
  --water: #c9dfea; --land: #f3efe2; --shore: #b9b39c; --none: #bcd9c9; --other: #a9b8d8; --small-craft: #f3c14b;
  --gale: #ee8146; --storm: #c9305c; --hurricane: #6d2a92; --unknown: #c9d2d8; --on-level: #14222c; --on-dark: #ffffff;
  --card: #ffffff; --good: #1c6b45; --warn: #7a5200; --warn-soft: #fff3d1; --bad-soft: #fde7e3; --sea-line: #2d7fa3; --sea-fill: #2d7fa333;
  --queue: #6f8796; --upstream: #02303f; --decode: #9f5eb9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --water: #10283a; --land: #253037; --shore: #46555e; --none: #2f6b51; --other: #51679c; --small-craft: #c8921b;
    --gale: #d2622a; --storm: #c2356a; --hurricane: #8f4bb8; --unknown: #46555e;
    --card: #121d24; --good: #7fd4a6; --warn: #f0c560; --warn-soft: #33280c; --bad-soft: #3a1713; --sea-line: #5fb4da; --sea-fill: #5fb4da40;
    --queue: #6c7f8c; --upstream: #b9e6f7; --decode: #a05fc0;
  }
}
body { max-width: 78rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; margin: 0 }
button.plain { background: transparent; color: var(--accent); border-color: var(--line) }
[hidden] { display: none !important }

.search { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 3fr) auto auto auto; gap: .6rem; align-items: end; margin: 1rem 0; padding: .9rem; background: var(--panel); border: 1px solid var(--line); border-radius: 12px }
.search label { display: block; font-size: .85rem; font-weight: 600; margin-bottom: .2rem }
.search input, .search select { width: 100%; min-height: 2.9rem; background: var(--card) }
.search button { min-height: 2.9rem; white-space: nowrap }
.joined { display: flex; gap: .4rem }
.joined input { flex: 1; min-width: 0 }
.chip-field { display: flex; flex-wrap: wrap; gap: .3rem; align-items: center; min-height: 2.9rem; padding: 0 .3rem; background: var(--card); border: 1px solid var(--soft); border-radius: 6px }
.chip-field input { flex: 1; min-width: 5rem; width: auto; border: 0; min-height: 2.7rem; padding: 0 .35rem; background: transparent }
.chip-field:focus-within { outline: 3px solid var(--accent); outline-offset: 2px }
.chip-field input:focus-visible { outline: none }
.chips { display: flex; flex-wrap: wrap; gap: .3rem; list-style: none; margin: 0; padding: 0 }
.search .chip { min-height: 1.9rem; padding: .1rem .6rem; border-radius: 1rem; font-size: .85rem; font-weight: 600; background: var(--panel); color: inherit; border-color: var(--line) }

.key-field { display: grid; grid-template-columns: auto minmax(10rem, 20rem) minmax(0, 1fr); gap: .3rem .8rem; align-items: center }
.key-field label { font-weight: 600 }
.key-field input { width: 100% }
@media (max-width: 56rem) { .key-field { grid-template-columns: minmax(0, 1fr) } }

.answer-head { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; align-items: baseline; justify-content: space-between; margin: 1.2rem 0 .6rem; min-height: 2.6rem }
.answer-head h1 { margin: 0; font-size: 1.9rem; letter-spacing: -.01em }
.progress { color: var(--soft); font-size: .9rem; display: flex; gap: .6rem; align-items: center; font-variant-numeric: tabular-nums }
progress { width: 10rem; height: .55rem; accent-color: var(--accent) }

#slot-warnings { min-height: 3.6rem }
.warnings { list-style: none; margin: 0 0 .8rem; padding: 0; display: grid; gap: .4rem }
.warning details { border: 0; margin: 0; border-radius: 8px; background: var(--level); color: var(--on) }
.warning summary { padding: .65rem .9rem; min-height: 3.2rem; font-weight: 400 }
.warning strong { font-size: 1.05rem }
.warning .mark { font-weight: 800; margin-right: .35rem }
.warning-zones { opacity: .95 }
.warning p { margin: 0 0 .6rem; padding: 0 .9rem; white-space: pre-line }
.warning details[open] { padding-bottom: .3rem }
.warning summary:focus-visible { outline-color: currentColor; outline-offset: -5px }
.calm { margin: 0 0 .8rem; padding: .75rem .9rem; border-radius: 8px; background: var(--panel); min-height: 3.2rem }

.level-none { --level: var(--none); --on: var(--on-level) }
.level-other { --level: var(--other); --on: var(--on-level) }
.level-small-craft { --level: var(--small-craft); --on: var(--on-level) }
.level-gale { --level: var(--gale); --on: var(--on-level) }
.level-storm { --level: var(--storm); --on: var(--on-dark) }
.level-hurricane { --level: var(--hurricane); --on: var(--on-dark) }
.level-unknown { --level: var(--unknown); --on: var(--on-level) }
@media (prefers-color-scheme: dark) { .level-none, .level-other, .level-unknown { --on: var(--on-dark) } }

.sea { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 8fr); gap: 1.4rem; align-items: start }
.where { position: sticky; top: .8rem }
.map { margin: 0 }
.map svg { display: block; width: 100%; height: auto; aspect-ratio: 440 / 400; border-radius: 12px; border: 1px solid var(--line); overflow: hidden }
.water { fill: var(--water) }
.land { fill: var(--land); pointer-events: none }
.cell { fill: var(--level); fill-opacity: .75; stroke: var(--water); stroke-width: 2; cursor: pointer }
.cell:hover { fill-opacity: 1 }
.pin circle { fill: var(--level); stroke: var(--card); stroke-width: 2.5 }
.pin text { fill: var(--on); font: 700 12px system-ui, sans-serif; text-anchor: middle }
.pin:focus-visible { outline: none }
.pin:focus-visible circle { stroke: var(--accent); stroke-width: 5 }
.here circle { fill: var(--paper); stroke: var(--ink); stroke-width: 3 }
.here text { fill: var(--ink); font: 600 14px system-ui, sans-serif; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round }
.scale path { fill: none; stroke: var(--soft); stroke-width: 1.5 }
.scale text { fill: var(--soft); font: 12px system-ui, sans-serif }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem .9rem; padding: 0; margin: .5rem 0 .2rem; font-size: .88rem }
.legend li { display: flex; gap: .35rem; align-items: center }
.legend .count { color: var(--soft) }
.swatch { display: inline-grid; place-items: center; min-width: 1.6rem; height: 1.6rem; border-radius: 6px; background: var(--level); color: var(--on); font: 800 .7rem/1 system-ui, sans-serif }
.legend .swatch { min-width: 1.25rem; height: 1.25rem; border-radius: 4px; font-size: .55rem }
#slot-place { min-height: 6.5rem; margin-top: .6rem; border-top: 1px solid var(--line); padding-top: .5rem }
.place-name { font-weight: 600; margin: .2rem 0 }

.zones h2, .posts-section h2, .how h2 { margin: .2rem 0 .5rem; font-size: 1.25rem }
.posts-section h2, .how h2 { margin-top: 2rem }
.zone-list { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: .5rem }
.zone { margin: 0; padding: 0; border-radius: 10px; background: var(--card); overflow: hidden }
.zone[open] { padding: 0 }
.zone > summary { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0 .7rem; padding: .6rem .8rem; min-height: 4.4rem; align-content: center; align-items: center; list-style: none; font-weight: 400 }
.zone > summary::-webkit-details-marker { display: none }
.zone > summary .swatch { grid-row: 1 / 3; width: 2.2rem; height: 2.2rem; font-size: .8rem }
.zone h3 { margin: 0; font-size: 1.02rem; grid-column: 2; text-wrap: wrap }
.zone-state { grid-column: 2; color: var(--soft); font-size: .88rem }
.zone-now { grid-column: 3; grid-row: 1 / 3; display: flex; gap: .5rem; align-items: center; font-size: .88rem; text-align: right; font-variant-numeric: tabular-nums }
.zone > summary:focus-visible { outline-offset: -4px }
.zone > summary:hover { background: var(--panel) }
.zone[open] > summary { border-bottom: 1px solid var(--line) }
.zone-body { padding: .8rem }
.mini-arrow, .arrow { fill: var(--ink) }
.bad { color: var(--bad) }
.warn { color: var(--warn) }
.headlines { list-style: none; padding: 0; margin: 0 0 .6rem; font-weight: 600 }
.headlines li { padding: .15rem 0 .15rem .7rem; border-left: 4px solid var(--small-craft); margin-bottom: .25rem }
.banner { padding: .6rem .8rem; border-radius: 8px; margin: 0 0 .7rem }
.bad-banner { background: var(--bad-soft); border-left: 5px solid var(--bad) }
.warn-banner { background: var(--warn-soft); border-left: 5px solid var(--warn) }
.failed { background: var(--bad-soft); border-left: 5px solid var(--bad); border-radius: 8px; padding: .5rem .9rem; margin: .3rem 0 }
.failed p { margin: .25rem 0 }
.failed.whole { margin: 0 0 .8rem }
.badge { display: inline-block; font-size: .8rem; font-weight: 400; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .55rem; color: var(--soft); white-space: nowrap }
.stale-badge { color: var(--warn); border-color: currentColor }
.failed-badge { color: var(--bad); border-color: currentColor }

.timeline { overflow-x: auto; margin: 0 -.3rem .5rem; border-radius: 6px }
.timeline svg { display: block }
.timeline text { font: 12px system-ui, sans-serif; fill: var(--ink); font-variant-numeric: tabular-nums }
.timeline .name { font-weight: 700; font-size: 11px }
.timeline .unit { fill: var(--soft); font-size: 11px }
.night { fill: var(--panel) }
.touch { fill: transparent; cursor: pointer }
.period:hover .touch { fill: var(--accent); fill-opacity: .08 }
.grid { fill: none; stroke: var(--line) }
.speed { fill: var(--level); stroke: var(--ink); stroke-opacity: .35 }
.gust { fill: none; stroke: var(--ink); stroke-width: 1.6; stroke-dasharray: 3 2 }
.variable { fill: none; stroke: var(--ink); stroke-width: 2 }
.swell { fill: var(--sea-fill) }
.seas { fill: var(--sea-line) }
.occasional { fill: none; stroke: var(--sea-line); stroke-width: 2; stroke-dasharray: 4 3 }
.words { margin: 0; border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 0 }
.words summary { display: grid; grid-template-columns: 9.6rem minmax(0, 1fr) minmax(0, 1fr); gap: .1rem .8rem; padding: .5rem .2rem; font-weight: 400; font-size: .92rem; min-height: 2.6rem; list-style: none }
.words summary::-webkit-details-marker { display: none }
.words summary::before { content: none }
.words summary strong { font-size: .85rem; grid-row: 1 / span 2 }
.words summary strong::after { content: ' ▸'; color: var(--soft) }
.words[open] summary strong::after { content: ' ▾' }
.words summary span:nth-of-type(3) { grid-column: 2 / -1; color: var(--soft) }
.words blockquote { margin: 0 0 .6rem; padding: .6rem .9rem; background: var(--panel); border-radius: 6px; font-family: ui-serif, Georgia, serif; font-size: 1.02rem }

.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 1rem }
.posts { border: 1px solid var(--line); border-radius: 10px; background: var(--card); padding: .2rem .9rem .6rem; min-height: 14rem; height: 100% }
.posts h3 { margin: .6rem 0 }
.posts ol { margin: 0; padding: 0; list-style: none }
.posts li { padding: .5rem 0; border-top: 1px solid var(--line) }
.posts a { display: inline-block; padding: .1rem 0 }
.posts .hint { margin: .1rem 0 0 }
.score { font-weight: 600; color: var(--ink) }
.over18 { margin: 0; border-style: dashed }


.waterfall { width: 100%; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
.waterfall th, .waterfall td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; overflow-wrap: normal }
.waterfall thead th { color: var(--soft); font-weight: 600 }
.waterfall .key { font-weight: 400 }
.bar-column { width: 42% }
td.bar-column { white-space: nowrap }
.bar { width: calc(100% - 5.5rem); height: .8rem; background: var(--panel); border-radius: 3px; vertical-align: middle }
.bar rect { fill: var(--accent) }
.bar-cached rect { fill: var(--good) }
.bar-stale rect { fill: var(--warn) }
.bar-failed rect { fill: var(--bad) }
.bar .piece-before { fill: var(--soft); y: 4px; height: 2px }
.bar .piece-queue { fill: var(--queue) }
.bar .piece-upstream { fill: var(--upstream) }
.bar .piece-decode { fill: var(--decode) }
.pieces .bar { width: 1.1rem }
.part-state { font-weight: 600 }
.part-state-fresh { color: var(--accent) }
.part-state-cached { color: var(--good) }
.part-state-stale { color: var(--warn) }
.part-state-failed { color: var(--bad) }

.skeleton { background: var(--panel); border-radius: 10px }
.map-skeleton { aspect-ratio: 440 / 400; margin-bottom: 7.3rem }
.place-skeleton { height: 4.5rem }
.zone-skeleton { height: 4.5rem }
.open-skeleton { height: 38rem }
.chart-skeleton { height: 32rem }
.posts-skeleton { height: 20rem }
@media (prefers-reduced-motion: no-preference) {
  .skeleton { animation: breathe 1.6s ease-in-out infinite alternate }
  @keyframes breathe { to { opacity: .55 } }
}
.pending:has(~ #landed) { display: none }
.live .pending:has(~ #landed) { display: block }
.live #landed { display: none }

.status-bar { display: flex; flex-wrap: wrap; gap: .8rem; align-items: center; min-height: 3rem }
.source { border-top: 1px solid var(--line); margin-top: 1.4rem }
.source h2 { margin: 1rem 0 .2rem }
.providers { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 23rem), 1fr)); gap: .9rem }
.provider { border: 1px solid var(--line); border-left-width: 5px; border-radius: 10px; background: var(--card); padding: .6rem .9rem }
.provider h3 { margin: 0; display: flex; justify-content: space-between; gap: 1rem }
.provider dl { margin: .4rem 0 0; font-size: .92rem; font-variant-numeric: tabular-nums }
.provider dl div { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); padding: .2rem 0; border-top: 1px solid var(--line) }
.provider dt { font-weight: 400; color: var(--soft) }
.provider dd { margin: 0 }
.provider .base-url { margin: .1rem 0 }
.provider-good { border-left-color: var(--good) }
.provider-warn { border-left-color: var(--warn) }
.provider-bad { border-left-color: var(--bad) }
.state { font-size: .85rem; font-weight: 600 }
.state-good { color: var(--good) }
.state-warn { color: var(--warn) }
.state-bad { color: var(--bad) }
.state-idle { color: var(--soft) }
.meter { display: block; width: 100%; max-width: 12rem; height: 6px; margin-top: .25rem; border-radius: 3px }
.meter .rail { fill: var(--panel) }
.meter rect { fill: var(--accent) }
.meter-good rect:last-child { fill: var(--good) }
.meter-bad rect:last-child { fill: var(--bad) }

@media (max-width: 56rem) {
  .search { grid-template-columns: 1fr 1fr }
  .search-place, .search-subreddits, .search-go { grid-column: 1 / -1 }
  .search-go button { width: 100% }
  .sea { grid-template-columns: minmax(0, 1fr) }
  .where { position: static }
}
@media (max-width: 34rem) {
  .pin circle { r: 18px }
  .zone > summary { grid-template-columns: auto minmax(0, 1fr) }
  .zone-now { grid-column: 2; grid-row: 3; text-align: left; margin-top: .2rem }
  .words summary { grid-template-columns: minmax(0, 1fr) }
  .words summary strong { grid-row: auto }
  .words summary span:nth-of-type(3) { grid-column: auto }
  .joined { flex-direction: column }
  .waterfall thead { position: absolute; clip-path: inset(50%) }
  .waterfall tr { display: grid; grid-template-columns: minmax(0, 1fr) auto auto auto; gap: 0 .8rem; padding: .35rem 0; border-bottom: 1px solid var(--line) }
  .waterfall th, .waterfall td { padding: .1rem 0; border: 0 }
  .waterfall .bar-column { grid-column: 1 / -1; width: auto }
}
`
