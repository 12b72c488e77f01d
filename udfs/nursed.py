"""Stands in for a Python worker where Flink starts one: has the nursery fork it, and ends with it.

    nursed.py FOLDER [arguments of python]

Whatever is no worker, and a worker that the nursery does not take, Python itself runs. Nothing is imported here
that would start slowly.
"""

import json
import os
import socket
import sys

SOCKET = "nursery"
WORKER = ("-m", "pyflink.fn_execution.beam.beam_boot")
STREAMS = (0, 1, 2)


def nursed(folder: str, arguments: list[str]) -> int | None:
    """A worker's exit code once it has ended, 1 if it was killed; None: the nursery does not take it."""
    here = os.getcwd()  # noqa: PTH109 - pathlib starts slowly
    wanted = {"arguments": arguments, "folder": here, "environment": dict(os.environ)}
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
            # A socket's whole path may have 107 characters only.
            os.chdir(folder)
            connection.connect(SOCKET)
            socket.send_fds(connection, [json.dumps(wanted).encode()], STREAMS)
            if not connection.recv(1):
                return None
            code = connection.recv(1)
            return code[0] if code else 1
    except OSError:
        return None
    finally:
        os.chdir(here)


def main(folder: str, *arguments: str) -> None:
    """Be what was asked for, and end as it does."""
    if arguments[:2] == WORKER:
        code = nursed(folder, list(arguments[2:]))
        if code is not None:
            sys.exit(code)
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
