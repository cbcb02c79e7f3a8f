# The service, as it runs in production; the demo by another command (see compose.yaml).
#
# Debian's current stable, slim: the service is tested against glibc (there is no musl build of the Node that the project
# brings), and the image needs nothing but Node. The version is the one in package.json's optionalDependencies.
FROM node:26.10.0-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages ./packages
RUN npm ci --ignore-scripts
COPY LICENSE ./
COPY src ./src
COPY scripts ./scripts
RUN node scripts/build.ts --javascript

FROM node:26.10.0-trixie-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/dist ./dist
# Half of a start is compiling, so what it compiles is in the image. Written by the user who runs it: Node keeps a cache for
# each. Nobody writes to it later, as the file system is read-only then.
ENV NODE_COMPILE_CACHE=/app/.compile-cache
RUN mkdir -m 1777 .compile-cache
USER node
# The cache is valid only for the options of Node that it was made with.
RUN node --heap-growing-percent=200 --max-semi-space-size=16 dist/warm.js

EXPOSE 8080
# The image has no curl. HOST must be left at all addresses, or name loopback, for this to reach the service. Who only runs jobs
# listens on the operator's port, where there is one.
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "const { ROLE, OPS_PORT, PORT } = process.env; fetch('http://127.0.0.1:' + ((ROLE === 'worker' && OPS_PORT) || PORT || 8080) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process: SIGTERM reaches the service, which drains and exits with 0.
# The options let a small heap grow before it is collected: see docs/decisions/0026-packed-cache.md.
CMD ["node", "--heap-growing-percent=200", "--max-semi-space-size=16", "dist/main.js"]
