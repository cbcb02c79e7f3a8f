import { z } from 'zod'

/** The service puts it into its User-Agent; a source reads it to know whether a refusal may be for the lack of it. */
export const contact = z.string().optional()

export interface Contact {
  CONTACT?: string | undefined
}

/** Advice to set it, where it is not set. */
export const setContact = ({ CONTACT }: Contact): string =>
  CONTACT === undefined ? ': set CONTACT, which tells it who asks' : ''
