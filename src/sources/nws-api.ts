import { AppError } from '../core/errors.ts'
import { baseUrl } from '../core/variables.ts'
import type { Failure } from '../pipeline/endpoint.ts'
import { type Contact, contact, setContact } from './contact.ts'

/** The National Weather Service's API, the host of marine products and of alerts. */
export const nwsApi = {
  NWS_API_URL: baseUrl(
    'https://api.weather.gov',
    "The National Weather Service's API: marine products and alerts",
  ),
  CONTACT: contact,
}

/** It refuses callers without a contact in their User-Agent. */
export function explainRefusal({ status }: Failure, settings: Contact): AppError | undefined {
  if (status !== 401 && status !== 403) return undefined
  return new AppError('upstream_forbidden', `the weather service refuses this caller${setContact(settings)}`)
}
