/** The address when it is an http(s) URL; words such as `self` or `nsfw`, and other schemes, are none. */
export const httpUrl = (address: string): string | null =>
  /^https?:\/\/./i.test(address) && URL.canParse(address) ? address : null
