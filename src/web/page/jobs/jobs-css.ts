/** The additional styles of the job pages: light and dark, from 320 px up. */
export const jobsCss = `.job-bar { margin: .6rem 0 }
.job-bar label, .job-list label { font-variant-numeric: tabular-nums }
.job-bar label { display: block; font-weight: 600; margin-bottom: .3rem }
.job-bar progress { width: 100%; height: 1rem }
.job-running { color: var(--accent); border-color: currentColor }
.job-done { color: var(--good); border-color: currentColor }
.job-failed { color: var(--bad); border-color: currentColor }
.job-cancelled, .job-partial { color: var(--warn); border-color: currentColor }
#job-title:focus, #trouble:focus { outline: none }
.job-parts { width: 100%; border-collapse: collapse; margin-top: 1.2rem; font-size: .95rem }
.job-parts caption { text-align: left; color: var(--soft); padding: .3rem 0 }
.job-parts th, .job-parts td { text-align: left; vertical-align: top; padding: .45rem .7rem .45rem 0; border-bottom: 1px solid var(--line) }
.job-parts thead th { color: var(--soft) }
.job-parts tbody th { width: 30% }
.job-parts td:last-child { width: 20% }
.job-parts .swatch { min-width: 1.25rem; height: 1.25rem; border-radius: 4px; font-size: .55rem }
.part-failed th, .part-failed td { background: var(--bad-soft); padding-left: .5rem }
.job-posts { margin: 0; border: 0; padding: 0 }
.job-posts summary { padding: 0 0 .3rem; font-weight: 400 }
.job-forms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1rem }
.job-form { display: flex; flex-direction: column; padding: .3rem .9rem .9rem; background: var(--panel); border: 1px solid var(--line); border-radius: 12px }
.job-form h3 { margin: .6rem 0 }
.job-form label { display: block; font-size: .85rem; font-weight: 600 }
.job-form input, .job-form select, .job-form textarea { width: 100%; background: var(--card) }
.job-form .flag input { width: auto }
.job-form .flag label { display: inline }
.job-form p:last-of-type { margin-bottom: 1rem }
.job-form button { margin-top: auto }
.job-list { list-style: none; padding: 0; margin: 0 }
.job-list li { display: grid; grid-template-columns: minmax(0, 1fr) 6rem 9rem 10rem; gap: .2rem .8rem; align-items: center; padding: .5rem 0; border-bottom: 1px solid var(--line) }
.job-list li > a { padding: .2rem 0 }
.job-list .badge { justify-self: start }
.job-list li > .hint { grid-column: 1 / -1 }
@media (max-width: 44rem) {
  .job-list li { grid-template-columns: minmax(0, 1fr) auto }
  .job-list progress { width: 100% }
  .job-parts thead { position: absolute; clip-path: inset(50%) }
  .job-parts tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0 }
  .job-parts tbody th, .job-parts td { display: block; width: auto !important; border: 0; padding: .1rem 0 }
}
@media print { .job-form, #cancel, #job-actions, .status-bar { display: none } }
`
