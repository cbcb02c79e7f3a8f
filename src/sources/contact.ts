import { z } from 'zod'

/** Contact address in the User-Agent; a source reads it to tell whether a refusal may be due to its absence. */
export const contact = z.string().optional()

export interface Contact {
  CONTACT?: string | undefined
}

/** Advice to set CONTACT; empty if it is set. */
export const setContact = ({ CONTACT }: Contact): string =>
  CONTACT === undefined ? ': set CONTACT, which identifies the application' : ''
