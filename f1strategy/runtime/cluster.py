"""The embedded Flink cluster: JobManager, TaskManager and, for high availability, ZooKeeper.

All are in the apache-flink wheel, and started by `java` itself: the wheel's scripts would start two more JVMs each, only to read the
configuration and to work out memory sizes that are written down here.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from f1strategy.runtime.folders import RunFolder, flink_home, job_jars
from f1strategy.runtime.ports import LOOPBACK
from f1strategy.runtime.processes import Program

OPENED: Final = (
    *(
        f"--add-exports={package}=ALL-UNNAMED"
        for package in (
            "java.rmi/sun.rmi.registry",
            "java.security.jgss/sun.security.krb5",
        )
    ),
    *(
        f"--add-opens=java.base/java.{package}=ALL-UNNAMED"
        for package in (
            *("lang", "lang.reflect", "net", "io", "nio", "text", "time"),
            *("util", "util.concurrent", "util.concurrent.atomic", "util.concurrent.locks"),
        )
    ),
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
)
"""What Flink 2.2 asks Java 17 to open, from the configuration inside the wheel."""

JOB_MANAGER: Final = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
ZOOKEEPER: Final = "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer"
TASK_MANAGER: Final = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
PYTHON_WORKER: Final = "pyflink.fn_execution.beam.beam_boot"
JVM: Final = ("-XX:+UseSerialGC", "-XX:MaxMetaspaceSize=256m")
ZOOKEEPER_HEAP: Final = ("-Xms32m", "-Xmx128m")
# What it begins with is touched at once: page by page it would look like a leak for hours.
JOB_MANAGER_HEAP: Final = (
    "-Xms128m",
    "-Xmx512m",
    "-XX:+AlwaysPreTouch",
    # It works in short bursts: the second compiler took 3 s of CPU time of every start, and gave nothing back.
    "-XX:TieredStopAtLevel=1",
)
TASK_MANAGER_HEAP: Final = (
    # The whole heap from the start, as Flink's own scripts have it.
    "-Xms640m",
    "-Xmx640m",
    "-XX:+AlwaysPreTouch",
    "-XX:MaxDirectMemorySize=256m",
)
"""Twice what a race was seen to need; framework and task heap below add up to it."""
LATE_SECOND_COMPILER: Final = (
    "-XX:Tier4InvocationThreshold=50000",
    "-XX:Tier4MinInvocationThreshold=6000",
    "-XX:Tier4CompileThreshold=150000",
    "-XX:Tier4BackEdgeThreshold=400000",
)
"""Ten times Java 17's own thresholds: only what every row passes is compiled twice. With those the second compiler
took two fifths of the TaskManager's CPU time in the first minute, while workers waited for the cores."""

MEMORY: Final = {
    "taskmanager.cpu.cores": "2.0",
    "taskmanager.memory.framework.heap.size": "128m",
    "taskmanager.memory.task.heap.size": "512m",
    "taskmanager.memory.framework.off-heap.size": "128m",
    "taskmanager.memory.task.off-heap.size": "0m",
    "taskmanager.memory.network.min": "64m",
    "taskmanager.memory.network.max": "64m",
    "taskmanager.memory.managed.size": "256m",
    "taskmanager.memory.jvm-metaspace.size": "256m",
    "taskmanager.memory.jvm-overhead.min": "192m",
    "taskmanager.memory.jvm-overhead.max": "192m",
}
"""TaskManagerRunner wants every part of the memory model spelt out."""

TASK_MANAGERS: Final = ("taskmanager", "taskmanager-2")
HEARTBEATS: Final = {"heartbeat.interval": "1000", "heartbeat.timeout": "10000"}
"""With a watchdog, a death is to be noticed sooner than after Flink's ten and fifty seconds."""
SESSION_TIMEOUT_MS: Final = 10_000
"""A new JobManager leads once the dead one's session has expired. Half of it was too short: a busy laptop has
let ZooKeeper wait for its disk for 3.7 s."""

PROMETHEUS: Final = "org.apache.flink.metrics.prometheus.PrometheusReporterFactory"
PROMETHEUS_PORTS: Final = "9249-9299"
"""Each process takes the first that is free, and says in its log which."""
LOGGING: Final = "log4j-console.properties"
QUIETER: Final = """
logger.metric_names.name = org.apache.flink.metrics.MetricGroup
logger.metric_names.level = ERROR
"""
"""Every sink warns at every checkpoint that two of its own metrics share a name."""


def configuration(
    folder: RunFolder, rpc_port: int, rest_port: int, slots: int, zookeeper_port: int | None = None
) -> dict[str, str]:
    """Flink's `config.yaml` as flat keys; with ZooKeeper's port, for high availability."""
    available = {} if zookeeper_port is None else _high_availability(folder, zookeeper_port)
    return {
        "jobmanager.rpc.address": LOOPBACK,
        "jobmanager.rpc.port": str(rpc_port),
        "jobmanager.bind-host": LOOPBACK,
        "taskmanager.host": LOOPBACK,
        "taskmanager.bind-host": LOOPBACK,
        "taskmanager.numberOfTaskSlots": str(slots),
        "rest.address": LOOPBACK,
        "rest.bind-address": LOOPBACK,
        "rest.port": str(rest_port),
        # A TaskManager that is up before its JobManager would wait for ten seconds.
        "cluster.registration.error-delay": "500 ms",
        "state.backend.type": "hashmap",
        "execution.checkpointing.storage": "filesystem",
        "execution.checkpointing.dir": (folder.flink / "checkpoints").resolve().as_uri(),
        "execution.checkpointing.savepoint-dir": (folder.flink / "savepoints").resolve().as_uri(),
        "io.tmp.dirs": str((folder.flink / "tmp").resolve()),
        "web.submit.enable": "false",
        "metrics.fetcher.update-interval": "500 ms",
        "metrics.reporter.prom.factory.class": PROMETHEUS,
        "metrics.reporter.prom.port": PROMETHEUS_PORTS,
        "python.metric.enabled": "true",
        **MEMORY,
        **available,
    }


def _high_availability(folder: RunFolder, zookeeper_port: int) -> dict[str, str]:
    return {
        **HEARTBEATS,
        "high-availability.type": "zookeeper",
        "high-availability.zookeeper.quorum": f"{LOOPBACK}:{zookeeper_port}",
        "high-availability.zookeeper.client.session-timeout": f"{SESSION_TIMEOUT_MS} ms",
        "high-availability.zookeeper.client.connection-timeout": f"{SESSION_TIMEOUT_MS} ms",
        # A connection that is only late has lost nothing; a lost session has.
        "high-availability.zookeeper.client.tolerate-suspended-connections": "true",
        "zookeeper.sasl.disable": "true",
        "high-availability.storageDir": (folder.flink / "ha").resolve().as_uri(),
    }


def _zookeeper(folder: RunFolder, jars: Path, port: int) -> Program:
    settings = {
        "dataDir": str((folder.flink / "zookeeper").resolve()),
        "clientPort": str(port),
        "clientPortAddress": LOOPBACK,
        "admin.enableServer": "false",
    }
    path = folder.flink / "zookeeper.properties"
    path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    main = [ZOOKEEPER, "--zkConfigFile", str(path), "--peerId", "1"]
    return _java(folder, jars, "zookeeper", ZOOKEEPER_HEAP, main)


def gather_jars(folder: RunFolder) -> Path:
    """One folder with links to Flink's jars, flink-python, the connector and our classes.

    The client, the JobManager and the TaskManager all take their class path from it, so no job
    has to ship a jar.
    """
    jars = folder.flink / "lib"
    shutil.rmtree(jars, ignore_errors=True)
    jars.mkdir(parents=True)
    home = flink_home()
    sources = [
        *home.glob("lib/*.jar"),
        *home.glob("opt/flink-python-*.jar"),
        *home.glob("plugins/metrics-prometheus/*.jar"),
        *job_jars().glob("*.jar"),
    ]
    for jar in sources:
        (jars / jar.name).symlink_to(jar)
    return jars


def programs(
    folder: RunFolder, rpc_port: int, rest_port: int, slots: int, zookeeper_port: int | None = None
) -> list[Program]:
    """The cluster's processes, their configuration written; ready once REST shows a free slot.

    With ZooKeeper's port there is a second TaskManager: it stands by with as many slots, so that jobs need not
    wait for a new one.
    """
    jars = gather_jars(folder)
    (folder.flink / "tmp").mkdir(parents=True, exist_ok=True)
    logging = (flink_home() / "conf" / LOGGING).read_text()
    (folder.flink / LOGGING).write_text(logging + QUIETER)
    lines = configuration(folder, rpc_port, rest_port, slots, zookeeper_port).items()
    text = "".join(f"{key}: {value}\n" for key, value in lines)
    (folder.flink / "config.yaml").write_text(text)
    where = ["--configDir", str(folder.flink)]
    zookeeper: list[Program] = []
    names: Sequence[str] = TASK_MANAGERS[:1]
    if zookeeper_port is not None:
        zookeeper, names = [_zookeeper(folder, jars, zookeeper_port)], TASK_MANAGERS
    workers = [
        _java(
            folder, jars, name, (*TASK_MANAGER_HEAP, *LATE_SECOND_COMPILER), [TASK_MANAGER, *where]
        )
        for name in names
    ]
    job_manager = _java(folder, jars, "jobmanager", JOB_MANAGER_HEAP, [JOB_MANAGER, *where])
    return [*zookeeper, job_manager, *workers]


def _java(
    folder: RunFolder, jars: Path, name: str, heap: tuple[str, ...], main: list[str]
) -> Program:
    log = folder.logs / f"{name}.log"
    command = [
        "java",
        *heap,
        *JVM,
        *OPENED,
        f"-Dlog.file={log}",
        f"-Dlog4j.configurationFile={(folder.flink / LOGGING).resolve().as_uri()}",
        "-Dconsole.log.level=OFF",
        "-cp",
        f"{jars}/*",
        *main,
    ]
    return Program(name=name, command=command, log=str(log), environment=client_environment(jars))


def client_environment(jars: Path) -> dict[str, str]:
    """What PyFlink needs to find this cluster's jars, and a modest JVM for the client."""
    home = flink_home()
    return {
        "FLINK_HOME": str(home),
        "FLINK_LIB_DIR": str(jars),
        "FLINK_OPT_DIR": str(home / "opt"),
        "FLINK_CONF_DIR": str(home / "conf"),
        # `python -m` would look into the working folder first: another release's code may lie there.
        "PYTHONSAFEPATH": "1",
        "JVM_ARGS": "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        "PYTHONPATH": os.pathsep.join(
            part for part in (os.environ.get("PYTHONPATH"), str(folder_of_sources())) if part
        ),
    }


def folder_of_sources() -> Path:
    """The project's folder: workers import `udfs` from it even when the project is not installed."""
    return Path(__file__).resolve().parents[2]
