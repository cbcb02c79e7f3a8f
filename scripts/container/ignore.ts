/** Tells which paths a .dockerignore lets into the build; it must be of our kind: all out, then the exceptions. */
export function readIgnore(text: string): (path: string) => boolean {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const [first, ...exceptions] = lines
  if (first !== '**' || exceptions.some((line) => !/^![^*!]+$/.test(line))) {
    throw new Error('.dockerignore must leave everything out (**) and then name what comes in (!path)')
  }
  const kept = exceptions.map((line) => line.slice(1))
  return (path) => kept.some((entry) => path === entry || path.startsWith(`${entry}/`))
}
