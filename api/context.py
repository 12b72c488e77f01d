"""What resolvers are given beside their arguments."""

from dataclasses import dataclass
from pathlib import Path

from graphql import GraphQLResolveInfo

from api.archive import Archive
from api.asks import Asks
from api.cards import ModelCard
from api.health import Health
from api.hub import Hub
from api.status import Statuses
from api.users import User
from api.writer import Writer


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the application that resolvers ask."""

    hub: Hub
    asks: Asks
    writer: Writer
    health: Health
    archive: Archive
    statuses: Statuses
    cards: tuple[ModelCard, ...] = ()
    reports: Path = Path("reports")


@dataclass(frozen=True, slots=True)
class Context:
    """The services, who asks, and the id of the request."""

    services: Services
    user: User
    request_id: str = ""

    @property
    def hub(self) -> Hub:
        """The view and its subscribers."""
        return self.services.hub


Info = GraphQLResolveInfo[Context]
