/** The icon of the pages as SVG: three streams that join. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#0b6b8f" stroke-width="3" stroke-linecap="round"><path d="M5 4c0 9 11 7 11 16M27 4c0 9-11 7-11 16M16 4v25"/></svg>
`
