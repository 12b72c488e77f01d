"""The operations that GraphiQL starts with, asked of a service, and their answers without what is new each time."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from graphql import OperationDefinitionNode, parse
from websockets.sync.client import connect
from websockets.typing import Subprotocol

FOLDER: Final = Path(__file__).parents[2] / "dashboard" / "src"
EXACT: Final = frozenset(
    {"sessionKey", "driverNumber", "lapNumber", "rank", "schemaVersion", "name"}
)
"""Numbers that are the same whenever the same race is driven."""
NEW_EACH_TIME: Final = re.compile(
    r"[Ii]d$|Cursor$|^version$|^markdown$|^message$|Reason$|^label$|[Ee]rror$|restoredFrom"
)
MOST_ITEMS: Final = 2
"""Of a list so many are kept, with how many there are."""


@dataclass(frozen=True)
class Saved:
    """One operation of a saved text."""

    name: str
    text: str
    kind: str

    @property
    def variables(self) -> list[str]:
        """Names of its variables."""
        return re.findall(r"\$(\w+):", self.text)


def saved_operations() -> dict[str, Saved]:
    """All of them, by name."""
    texts = "".join(
        path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*operations.ts"))
    )
    found = {}
    for text in re.findall(r"= `(#.*?)`;", texts, re.DOTALL):
        document = parse(text)
        for definition in document.definitions:
            assert isinstance(definition, OperationDefinitionNode)
            assert definition.name is not None
            assert definition.loc is not None
            name = definition.name.value
            found[name] = Saved(
                name, text[definition.loc.start : definition.loc.end], definition.operation.value
            )
    return found


def over_http(address: str, saved: Saved, variables: dict[str, Any]) -> Any:
    """The whole answer."""
    body = {"query": saved.text, "variables": variables}
    return httpx.post(f"{address}/graphql", json=body, timeout=30, trust_env=False).json()


def over_websocket(address: str, saved: Saved, variables: dict[str, Any]) -> Any:
    """The payload of the first answer, or the errors."""
    url = f"ws{address.removeprefix('http')}/graphql"
    protocol = Subprotocol("graphql-transport-ws")
    with connect(url, subprotocols=[protocol], proxy=None, max_queue=None) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        socket.recv(10)
        payload = {"query": saved.text, "variables": variables}
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        frame = json.loads(socket.recv(30))
    return {"errors": frame["payload"]} if frame["type"] == "error" else frame["payload"]


def masked(value: Any, name: str = "") -> Any:
    """The answer with the words and the shape kept, and figures and ids by their type."""
    if isinstance(value, dict):
        return {key: masked(one, key) for key, one in value.items()}
    if isinstance(value, list):
        kept = [masked(one, name) for one in value[:MOST_ITEMS]]
        return [*kept, f"... {len(value)} in all"] if len(value) > MOST_ITEMS else kept
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return value if name in EXACT else "number"
    return "text" if NEW_EACH_TIME.search(name) else value
