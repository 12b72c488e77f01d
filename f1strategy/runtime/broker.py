"""The embedded Kafka broker: one KRaft node from the jars that Maven fetched."""

import subprocess
from pathlib import Path
from typing import Final

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from f1strategy.ingest.interrupts import interrupts_held
from f1strategy.runtime.errors import ProcessDied
from f1strategy.runtime.folders import RunFolder, broker_jars
from f1strategy.runtime.ports import LOOPBACK
from f1strategy.runtime.processes import Started, log_tail, start

JVM: Final = (
    # The whole heap from the start, as Kafka's own scripts have it: what grows later is a leak.
    "-Xms512m",
    "-Xmx512m",
    "-XX:+AlwaysPreTouch",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
)
"""A laptop's broker: small heap, quick start; the two cores belong to Flink."""

BROKER: Final = "kafka.Kafka"

CLUSTER_ID: Final = "bGl2ZWYxc3RyYXRlZ3kwMA"
"""Sixteen bytes in URL-safe base64, as KRaft wants them; one node needs no random id."""


def properties(port: int, controller_port: int, logs: Path) -> str:
    """The broker's `server.properties`."""
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "log.dirs": str(logs),
        "auto.create.topics.enable": "false",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())


def start_broker(folder: RunFolder, port: int, controller_port: int, mark: str) -> Started:
    """Format the broker's folder and start it; it is ready once `answers` says so."""
    folder.kafka.mkdir(parents=True, exist_ok=True)
    configuration = _configuration(folder)
    configuration.write_text(properties(port, controller_port, folder.kafka / "data"))
    _format(configuration, _log(folder))
    return start_again(folder, mark)


def start_again(folder: RunFolder, mark: str) -> Started:
    """Start a broker that has ended, on its ports and with its data."""
    command = [*_java(), BROKER, str(_configuration(folder))]
    return start("kafka", command, log=_log(folder), mark=mark)


def _configuration(folder: RunFolder) -> Path:
    return folder.kafka / "server.properties"


def _log(folder: RunFolder) -> Path:
    return folder.logs / "kafka.log"


def _java() -> list[str]:
    return ["java", *JVM, "-cp", f"{broker_jars()}/*"]


def _format(configuration: Path, log: Path) -> None:
    command = [*_java(), "kafka.tools.StorageTool", "format", "--ignore-formatted"]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        arguments = ["-t", CLUSTER_ID, "-c", str(configuration)]
        done = subprocess.run(
            [*command, *arguments], stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0:
        raise ProcessDied("kafka storage format", done.returncode, log, log_tail(log))


@interrupts_held()
def answers(bootstrap_servers: str) -> bool:
    """Whether a broker answers there."""
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=bootstrap_servers,
            request_timeout_ms=2000,
            bootstrap_timeout_ms=1000,
        )
    except (KafkaError, OSError, ValueError):
        return False
    try:
        admin.list_topics()
    except KafkaError:
        return False
    finally:
        admin.close()
    return True
