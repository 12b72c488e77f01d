# The Flink jobs: Flink's distribution on the Python that our locks are for, our code and its jars.
FROM maven:3.9.12-eclipse-temurin-17 AS jars
WORKDIR /build/flink_jobs
COPY flink_jobs/pom.xml ./
COPY flink_jobs/java java
RUN mvn -q -B package

FROM python:3.11.14-slim-bookworm AS python
COPY requirements/build.lock requirements/runtime.lock /build/requirements/
RUN python -m venv /opt/livef1 \
    && /opt/livef1/bin/pip install --no-cache-dir --require-hashes -r /build/requirements/build.lock \
    && /opt/livef1/bin/pip install --no-cache-dir --require-hashes --no-build-isolation -r /build/requirements/runtime.lock

# Its own image has Python 3.10, which our locks are not for.
FROM flink:2.2.1-scala_2.12-java17 AS flink

FROM python:3.11.14-slim-bookworm
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# What Flink's entry point uses; the versions of Debian's packages follow the base image, which is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext-base libjemalloc-dev libsnappy1v5 openjdk-17-jre-headless \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 9999 flink \
    && useradd --system --home-dir /opt/flink --uid 9999 --gid flink flink
COPY --from=flink --chown=9999:9999 /opt/flink /opt/flink
COPY --from=flink /docker-entrypoint.sh /
COPY --from=python /opt/livef1 /opt/livef1
RUN ln -s /opt/flink/opt/flink-python-*.jar /opt/flink/lib/ \
    && mkdir -p /opt/flink/plugins/s3-fs-presto \
    && ln -s /opt/flink/opt/flink-s3-fs-presto-*.jar /opt/flink/plugins/s3-fs-presto/
COPY --from=jars /build/flink_jobs/target/flink/ /opt/flink/lib/
WORKDIR /app
COPY schemas schemas
COPY f1strategy f1strategy
COPY udfs udfs
COPY flink_jobs flink_jobs
ENV FLINK_HOME=/opt/flink PATH=/opt/livef1/bin:/opt/flink/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1
USER 9999
EXPOSE 6123 8081
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 || exec 3<>/dev/tcp/127.0.0.1/6122"]
ENTRYPOINT ["/docker-entrypoint.sh"]
CMD ["help"]
