# GraphQL and the dashboard: one stateless process, any number of replicas.
FROM node:22.22-bookworm-slim AS dashboard
WORKDIR /build/dashboard
COPY dashboard/package.json dashboard/package-lock.json dashboard/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY schemas/schema.graphql /build/schemas/schema.graphql
COPY schemas/graphql /build/schemas/graphql
COPY dashboard ./
RUN npm run build

FROM python:3.11.14-slim-bookworm AS python
COPY requirements/services.lock /build/requirements/
RUN python -m venv /opt/livef1 \
    && /opt/livef1/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /build/requirements/services.lock

FROM python:3.11.14-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin livef1
WORKDIR /app
COPY --from=python /opt/livef1 /opt/livef1
COPY --from=dashboard /build/dashboard/dist dashboard/dist
COPY schemas schemas
COPY f1strategy f1strategy
COPY api api
COPY docs/models docs/models
ENV PATH=/opt/livef1/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LIVEF1_MODE=production
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
CMD ["uvicorn", "api.app:create_app", "--factory", "--host", "0.0.0.0", "--port", "8000", "--no-access-log", "--ws-per-message-deflate", "false"]
