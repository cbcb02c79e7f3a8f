/** Returns the address if it is an http(s) URL; null for words such as `self` or `nsfw` and for other schemes. */
export const httpUrl = (address: string): string | null =>
  /^https?:\/\/./i.test(address) && URL.canParse(address) ? address : null
