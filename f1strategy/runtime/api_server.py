"""Starts the API beside a stack, as a process of that stack."""

import sys
from collections.abc import Mapping
from typing import Final

import httpx

from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.ports import LOOPBACK, choose
from f1strategy.runtime.processes import Started, start
from f1strategy.runtime.stack import StackState
from f1strategy.runtime.waiting import wait_until

API_PORT: Final = 8000
OPTIONS: Final = ("--no-access-log", "--ws-per-message-deflate", "false")
"""Compressing every event for every socket costs more than the bytes on a local network are worth."""
START_PATIENCE_S: Final = 60.0


def start_api(
    folder: RunFolder,
    state: StackState,
    settings: Mapping[str, str] | None = None,
    *,
    port: int = API_PORT,
) -> tuple[Started, str]:
    """Start it and wait until it is ready; the answer is the process and its address.

    settings: more of its environment variables. port: another is chosen if it is taken.

    Raises `ProcessDied` or `NotReady`.
    """
    (port,) = choose((port,))
    address = f"http://{LOOPBACK}:{port}"
    command = [sys.executable, "-m", "uvicorn", "api.app:create_app", "--factory"]
    started = start(
        "api",
        [*command, *OPTIONS, "--host", LOOPBACK, "--port", str(port)],
        log=folder.logs / "api.log",
        mark=state.mark,
        environment={
            "LIVEF1_BOOTSTRAP_SERVERS": state.bootstrap_servers,
            "LIVEF1_LAKE": state.lake,
            "LIVEF1_FLINK": state.flink_rest,
            **(settings or {}),
        },
    )
    try:
        with httpx.Client(trust_env=False, timeout=2.0) as client:
            wait_until(
                lambda: _is_ready(client, address),
                what="API ready",
                hint=f"see {started.log}",
                timeout_s=START_PATIENCE_S,
                watch=started.check,
            )
    except BaseException:
        started.process.terminate()
        started.process.wait()
        raise
    return started, address


def _is_ready(client: httpx.Client, address: str) -> bool:
    try:
        return client.get(f"{address}/health/ready").is_success
    except httpx.TransportError:
        return False
