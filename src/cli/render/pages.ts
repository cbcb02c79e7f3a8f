import type { Page } from 'tributary-client'
import { duration } from '../../core/time-words.ts'
import { joined, type Style } from './style.ts'
import { paragraph } from './text.ts'

/** Renders web pages; a status other than 2xx is coloured. */
export const renderPages = (pages: readonly Page[], style: Style): string[] =>
  pages.flatMap(({ url, finalUrl, status, tookMs, bytes, contentType, title, words }) => [
    `${(status < 400 ? style.good : style.danger)(String(status))}  ${style.link(url)}`,
    ...(title === null ? [] : paragraph(title, style, '     ').map(style.bold)),
    `     ${style.dim(
      joined([
        duration(tookMs),
        `${bytes} bytes`,
        contentType,
        words !== null && `${words} words`,
        finalUrl !== url && `found at ${finalUrl}`,
      ]),
    )}`,
  ])
