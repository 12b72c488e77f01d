"""How much each user and each address may ask for, over HTTP and WebSocket together.

Counts live in this process: behind a load balancer each replica grants the same again.
"""

from collections import Counter
from typing import Final

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.metrics import ApiMetrics
from api.settings import RateSettings
from api.users import DEVELOPER, User

USER: Final = "user"
ADDRESS: Final = "address"


class Rates:
    """Belongs to the event loop's thread."""

    def __init__(self, settings: RateSettings, metrics: ApiMetrics) -> None:
        self._settings, self._metrics = settings, metrics
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._requests = {
            USER: RateLimitItemPerSecond(settings.requests_per_s),
            ADDRESS: RateLimitItemPerSecond(settings.requests_per_s_address),
        }
        self._sockets: Counter[tuple[str, str]] = Counter()

    def allows_request(self, user: User, address: str) -> bool:
        """Count a request; false if it is one too many in this second."""
        allowed = self._hit(ADDRESS, address) and (
            user is DEVELOPER or self._hit(USER, user.subject)
        )
        if not allowed:
            self._metrics.rejected.labels("rate").inc()
        return allowed

    def opens_socket(self, kind: str, who: str) -> bool:
        """Count a socket of a user or an address; false, and not counted, if it is one too many."""
        limit = self._settings.sockets_per_user
        if kind == ADDRESS:
            limit = self._settings.sockets_per_address
        if self._sockets[kind, who] >= limit:
            self._metrics.rejected.labels("sockets").inc()
            return False
        self._sockets[kind, who] += 1
        return True

    def closes_socket(self, kind: str, who: str) -> None:
        """A socket that was counted is gone."""
        self._sockets[kind, who] -= 1
        if not self._sockets[kind, who]:
            del self._sockets[kind, who]

    def _hit(self, kind: str, who: str) -> bool:
        return bool(self._limiter.hit(self._requests[kind], kind, who))


def address_of(client: object) -> str:
    """The address of a connection's other end.

    >>> address_of(("127.0.0.1", 4711)), address_of(None)
    ('127.0.0.1', 'unknown')
    """
    return str(client[0]) if isinstance(client, tuple | list) and client else "unknown"
