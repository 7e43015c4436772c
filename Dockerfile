# Built from a clone: docker build -t zhike .
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY domain/package.json domain/
COPY config/package.json config/
COPY server/package.json server/
COPY miniapp/package.json miniapp/
COPY wecom-sidebar/package.json wecom-sidebar/
COPY sandbox/package.json sandbox/
RUN npm ci
COPY . .
RUN npm run build

# Only what the server itself needs.
FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY domain/package.json domain/
COPY config/package.json config/
COPY server/package.json server/
RUN npm ci --omit=dev --workspace=@zhike/server --workspace=@zhike/config --workspace=@zhike/domain

FROM node:22-bookworm-slim
# Chinese signs for contracts (SIL Open Font License 1.1).
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production PORT=3000 CLIENTS_DIR=/app/dist/clients
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/prisma/migrations prisma/migrations
COPY package.json ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node as process 1 gets the signals itself; compose adds an init that reaps.
CMD ["node", "dist/server/main.cjs"]
