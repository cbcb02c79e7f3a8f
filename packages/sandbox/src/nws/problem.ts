/** A problem as the weather API sends it. */
export function problem(status: number, type: string, title: string, detail: string): Response {
  const correlationId = '5a17d0b0'
  return new Response(
    JSON.stringify({
      correlationId,
      title,
      type: `https://api.weather.gov/problems/${type}`,
      status,
      detail,
      instance: `https://api.weather.gov/requests/${correlationId}`,
    }),
    { status, headers: { 'content-type': 'application/problem+json' } },
  )
}
