"""A process that has imported all that Flink's Python workers need, and forks one whenever Flink starts one.

    python -m udfs.nursery FOLDER

Beam and an operator take two to three seconds of a processor to import, and five workers start together whenever
jobs begin or come back. What Flink starts instead of a worker is `udfs/nursed.py`, which finds the nursery in this
folder.
"""

import contextlib
import gc
import importlib
import os
import runpy
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from typing import Final, NoReturn

import msgspec

from udfs.lean_imports import UNUSED, WORKER
from udfs.unsampled_bundles import unsample

IMPORTED: Final = (
    "pyflink.fn_execution.beam.beam_sdk_worker_main",
    "udfs.archive_batch",
    "udfs.normalize_laps",
    "udfs.plan_options",
    "udfs.route_session",
    "udfs.track_field",
)
SOCKET: Final = "nursery"
LARGEST_REQUEST: Final = 1 << 18
STREAMS: Final = 3
TAKEN: Final = b"\x01"
NAME: Final = "python-worker"
"""What the system calls a worker; its arguments stay the nursery's."""


class Request(msgspec.Struct, frozen=True):
    """The worker that is wanted: its arguments, where it runs and with which variables."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]


def serve(folder: Path) -> NoReturn:
    """Import, then fork a worker for every connection, until a signal ends it.

    Raises what an import raises, and `OSError` where there can be no socket.
    """
    _import_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # A socket's whole path may have 107 characters only.
    os.chdir(folder)
    unready = Path(f"{SOCKET}.unready")
    unready.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(str(unready))
    # Whoever may write to it runs programs as this user.
    unready.chmod(0o600)
    listener.listen()
    unready.rename(SOCKET)
    while True:
        connection, _ = listener.accept()
        with connection:
            _answer(listener, connection)


def _answer(listener: socket.socket, connection: socket.socket) -> None:
    streams: list[int] = []
    try:
        message, streams, _, _ = socket.recv_fds(connection, LARGEST_REQUEST, STREAMS)
        request = msgspec.json.decode(message, type=Request)
        # Code of another release lies elsewhere: what was imported here is not it.
        is_ours = request.environment.get("PYTHONPATH") == os.environ.get("PYTHONPATH")
        if is_ours and os.fork() == 0:
            listener.close()
            _live(request, streams, connection)
    except (OSError, msgspec.DecodeError):
        traceback.print_exc()
    finally:
        for stream in streams:
            os.close(stream)


def _live(request: Request, streams: list[int], connection: socket.socket) -> NoReturn:
    """Be the worker, to the end of the process that stands in for it; that one is told the exit code."""
    code = 1
    try:
        Path("/proc/self/comm").write_text(NAME)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for at, stream in enumerate(streams):
            os.dup2(stream, at)
            os.close(stream)
        os.chdir(request.folder)
        os.environ.clear()
        os.environ.update(request.environment)
        sys.argv = [WORKER, *request.arguments]
        connection.sendall(TAKEN)
        threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
        runpy.run_module(WORKER, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        # Whatever happens, a worker never goes on as a second nursery.
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            connection.sendall(bytes([code & 0xFF]))
        os._exit(code)


def _end_with(connection: socket.socket) -> None:
    connection.recv(1)
    os._exit(1)


def _import_all() -> None:
    sys.modules.setdefault(UNUSED, None)  # type: ignore[arg-type]
    for name in IMPORTED:
        importlib.import_module(name)
    unsample()
    importlib.import_module("f1strategy.strategy.warm_up").warm_up()
    # The workers' collectors leave alone what is there, so that it stays shared.
    gc.freeze()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
