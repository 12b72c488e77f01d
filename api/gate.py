"""Lets in who has a token, over HTTP and over WebSocket by the same rules."""

import asyncio
import logging
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

from api.metrics import ApiMetrics
from api.tokens import BadToken, TokenVerifier
from api.users import DEVELOPER, User

USER: Final = "livef1.user"
"""Where a connection's scope keeps who asks."""

audit = logging.getLogger("livef1.api.audit")


class Gate:
    """Without a verifier everyone is a developer with every role: for a laptop's own stack."""

    def __init__(self, verifier: TokenVerifier | None, metrics: ApiMetrics) -> None:
        self._verifier, self._metrics = verifier, metrics

    async def admit(
        self,
        scope: MutableMapping[str, Any],
        authorization: object,
        transport: str,
        request_id: str = "-",
    ) -> User:
        """Who asks; kept in the scope too. Raises `BadToken`. The token itself is never logged."""
        if self._verifier is None:
            scope[USER] = DEVELOPER
            return DEVELOPER
        try:
            # Keys may have to be fetched, and signatures take their time.
            user = await asyncio.to_thread(_user, self._verifier, authorization)
        except BadToken as error:
            self._metrics.rejected.labels("token").inc()
            audit.warning("%s %s: %s", transport, request_id, error)
            raise
        scope[USER] = user
        roles = ", ".join(sorted(user.roles))
        audit.info("%s %s: %s as %s", transport, request_id, user.subject, roles)
        return user


def _user(verifier: TokenVerifier, authorization: object) -> User:
    if not isinstance(authorization, str):
        raise BadToken("none was sent")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise BadToken("not a bearer token")
    return verifier.user(token.strip())


def authorization_of(payload: Mapping[str, Any] | None) -> object:
    """What a `connection_init` says of its sender, however the client spells the key.

    >>> authorization_of({"Authorization": "Bearer x"}), authorization_of(None)
    ('Bearer x', None)
    """
    for name, value in (payload or {}).items():
        if name.lower() == "authorization":
            return value
    return None
