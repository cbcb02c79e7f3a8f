// Plain JavaScript on purpose: an old Node must be able to read this file in order to be told what to do.
const wanted = 26
const major = Number(process.versions.node.split('.')[0])

if (major < wanted) {
  process.stderr.write(
    `tributary needs Node ${wanted} (this is ${process.version}, ${process.execPath}).\n` +
      'The project brings its own: run `npm ci`, then `npm run demo`, `npm start` or `npm test`.\n' +
      'npm puts that Node first on the PATH; a bare `node src/entry/node.ts` uses the one of your shell.\n',
  )
  process.exit(1)
}
