# The `f1strategy` command: ingest (replay, live feed) and maintenance (topics, lake) are targets of one build.
FROM python:3.11.14-slim-bookworm AS python
COPY requirements/services.lock /build/requirements/
RUN python -m venv /opt/livef1 \
    && /opt/livef1/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /build/requirements/services.lock

FROM python:3.11.14-slim-bookworm AS command
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin livef1
WORKDIR /app
COPY --from=python /opt/livef1 /opt/livef1
COPY schemas schemas
COPY f1strategy f1strategy
ENV PATH=/opt/livef1/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
ENTRYPOINT ["python", "-c", "from f1strategy.cli.main import app; app(prog_name='f1strategy')"]

FROM command AS ingest
CMD ["live", "--help"]

FROM command AS maintenance
CMD ["lake", "--help"]
