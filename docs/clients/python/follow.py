"""Follows a race with gql: reconnects, and goes on where it was, so that nothing is missed or told twice.

    python docs/clients/python/follow.py ws://127.0.0.1:8000/graphql --driver 4

Needs `pip install "gql[websockets]"`. With tokens: `--token "$(f1strategy token --role viewer)"`.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportError, TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from websockets.exceptions import WebSocketException

RETRY_S = 0.5
OPTIONS = """subscription ($driverNumber: Int, $after: String) {
  optionsUpdated(driverNumber: $driverNumber, after: $after) {
    sessionKey driverCode lapNumber call callReason
    plans { rank label meanPosition }
  }
}"""


async def follow(
    url: str,
    query: str,
    variables: dict[str, Any] | None = None,
    *,
    token: str | None = None,
    on_connection: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[dict[str, Any]]:
    """What a subscription tells, for ever; the query must take `$after`.

    on_connection: hears "connected" and "lost". Raises `TransportQueryError` when the service refuses
    the subscription itself: asking again would not help.
    """
    after = None
    while True:
        payload = {"authorization": f"Bearer {token}"} if token else {}
        transport = WebsocketsTransport(url=url, init_payload=payload, connect_args={"proxy": None})
        request = GraphQLRequest(query, variable_values={**(variables or {}), "after": after})
        try:
            async with Client(transport=transport) as session:
                on_connection("connected")
                async for result in session.subscribe(request, get_execution_result=True):
                    after = (result.extensions or {}).get("eventId", after)
                    if result.data is not None:
                        yield result.data
        except TransportQueryError:
            raise
        except (TransportError, WebSocketException, OSError, TimeoutError):
            on_connection("lost")
        await asyncio.sleep(RETRY_S)


async def main(url: str, driver_number: int | None, token: str | None) -> None:
    """Print every call as it comes."""
    variables = {"driverNumber": driver_number}
    async for data in follow(url, OPTIONS, variables, token=token, on_connection=print):
        options = data["optionsUpdated"]
        plan = options["plans"][0]["label"] if options["plans"] else "-"
        print(
            f"{options['driverCode']} lap {options['lapNumber']}: {options['call']} {plan}"
            f" ({options['callReason']})"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Follow a race.")
    parser.add_argument("url", help="such as ws://127.0.0.1:8000/graphql")
    parser.add_argument("--driver", type=int, help="car number; without it, all cars")
    parser.add_argument("--token", help="from `f1strategy token`, where the service asks for one")
    given = parser.parse_args()
    asyncio.run(main(given.url, given.driver, given.token))
