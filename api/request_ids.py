"""Ids of requests: chosen by the client or here, told in the answer, and the head of what goes to Kafka."""

import re
import uuid
from typing import Final

HEADER: Final = "X-Request-Id"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def new_request_id() -> str:
    """An id that nobody had before."""
    return uuid.uuid4().hex


def request_id_of(header: str | None) -> str:
    """The client's id if it is a plain one, else a new one.

    >>> request_id_of("desk-17"), len(request_id_of("a b")), len(request_id_of(None))
    ('desk-17', 32, 32)
    """
    return header if header is not None and _PLAIN.fullmatch(header) else new_request_id()
