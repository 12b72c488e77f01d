"""Commands to a race that is replayed: written to Kafka, obeyed by whoever replays it."""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from kafka.errors import KafkaError

from api.errors import Failed
from api.hub import Delivery, Hub
from api.writer import Writer
from schemas.records import ReplayAction, ReplayCommand, ReplayStatus
from schemas.topics import REPLAY_COMMANDS

OBEYED_S: Final = 5.0
MOST: Final = 1000
"""Times as fast as the race; 0 is faster than that."""
SILENT_MS: Final = 10_000
"""A replay tells of itself every second; after so long it is not there any more."""


def replay_of(hub: Hub, session_key: int) -> ReplayStatus | None:
    """How far the replay of a race is; None when there is none that lives."""
    found = next(iter(hub.view.newest(ReplayStatus, session_key)), None)
    silent = found is None or time.time() * 1000 - found.told_time_ms > SILENT_MS
    return None if silent else found


async def control(
    hub: Hub,
    writer: Writer,
    session_key: int,
    action: ReplayAction,
    *,
    speed_factor: float | None,
    lap_number: int | None,
    by: str,
) -> ReplayStatus:
    """Tell a replay what to do; the answer is its status after it. Raises `Failed`."""
    if speed_factor is not None and not 0 <= speed_factor <= MOST:
        raise Failed("BAD_USER_INPUT", f"speedFactor: expected 0 to {MOST}, found {speed_factor:g}")
    status = replay_of(hub, session_key)
    if status is None or status.is_over:
        raise Failed("BAD_USER_INPUT", f"The race of session {session_key} is not being replayed.")
    command = ReplayCommand(
        session_key=session_key,
        command_id=uuid.uuid4().hex,
        action=action,
        speed_factor=speed_factor,
        lap_number=lap_number,
        requested_by=by,
        sent_time_ms=round(time.time() * 1000),
    )
    told = hub.follow(ReplayStatus, session_key)
    obeyed = asyncio.create_task(_obeyed(told, command.command_id))
    try:
        await writer.write(REPLAY_COMMANDS, command)
        return await asyncio.wait_for(obeyed, OBEYED_S)
    except KafkaError as error:
        raise Failed("UNAVAILABLE", "The command did not reach Kafka.") from error
    except TimeoutError as error:
        raise Failed("TIMEOUT", f"The replay did not answer within {OBEYED_S:g} s.") from error
    finally:
        obeyed.cancel()


async def _obeyed(told: AsyncGenerator[Delivery, None], command_id: str) -> ReplayStatus:
    async with aclosing(told) as deliveries:
        async for delivery in deliveries:
            status = delivery.event.record
            if isinstance(status, ReplayStatus) and status.command_id == command_id:
                return status
    raise TimeoutError
