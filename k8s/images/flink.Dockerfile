# The Flink jobs: Flink's own image, Python with the same version of apache-flink, our code and its jars.
FROM maven:3.9.12-eclipse-temurin-17 AS jars
WORKDIR /build/flink_jobs
COPY flink_jobs/pom.xml ./
COPY flink_jobs/java java
RUN mvn -q -B package

FROM flink:2.2.1-scala_2.12-java17
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# Debian's interpreter: the versions of its packages follow the base image, which is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY requirements/runtime.lock /build/requirements/
RUN python3 -m venv /opt/livef1 \
    && /opt/livef1/bin/pip install --no-cache-dir --require-hashes -r /build/requirements/runtime.lock \
    && ln -s /opt/flink/opt/flink-python-*.jar /opt/flink/lib/ \
    && mkdir -p /opt/flink/plugins/s3-fs-presto \
    && ln -s /opt/flink/opt/flink-s3-fs-presto-*.jar /opt/flink/plugins/s3-fs-presto/
COPY --from=jars /build/flink_jobs/target/flink/ /opt/flink/lib/
WORKDIR /app
COPY schemas schemas
COPY f1strategy f1strategy
COPY udfs udfs
COPY flink_jobs flink_jobs
ENV PATH=/opt/livef1/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1
USER flink
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 || exec 3<>/dev/tcp/127.0.0.1/6122"]
