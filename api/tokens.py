"""The one place where a token is believed: signature, claims, age, size. For HTTP and WebSocket alike.

What is asked for follows RFC 8725 (JSON Web Token Best Current Practices).
"""

import time
from collections.abc import Callable
from typing import Any, Final

from jose import jwt
from jose.exceptions import JOSEError

from api.jwks import KeySet, UnknownKey
from api.settings import TokenSettings
from api.users import User
from schemas.tokens import Role

ALGORITHM_BY_KEY: Final = {"RSA": "RS256", "EC": "ES256"}
"""The algorithm is the key's, never the token's choice."""
TYPES: Final = frozenset({"JWT", "at+jwt"})
MAX_BYTES: Final = 8 * 1024
MAX_LIFE_S: Final = 15 * 60
LEEWAY_S: Final = 30
_REQUIRED: Final = {f"require_{claim}": True for claim in ("exp", "iat", "aud", "iss", "sub")}


class BadToken(Exception):
    """A token that is not believed; `reason` is for the log and the metrics, not for who sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"token refused: {self.reason}"


class TokenVerifier:
    """Believes tokens of one issuer, meant for this service."""

    def __init__(
        self, settings: TokenSettings, keys: KeySet, clock_s: Callable[[], float] = time.time
    ) -> None:
        self._settings, self._keys, self._clock_s = settings, keys, clock_s

    def user(self, token: str) -> User:
        """Who holds the token. Raises `BadToken`."""
        if len(token.encode()) > MAX_BYTES:
            raise BadToken("too large")
        if token.count(".") != 2:
            raise BadToken("not a signed token of three parts")
        key, algorithm = self._key(token)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._settings.audience,
                issuer=self._settings.issuer,
                options={**_REQUIRED, "leeway": LEEWAY_S},
            )
        except (JOSEError, TypeError, ValueError) as error:
            raise BadToken(str(error) or type(error).__name__) from error
        return self._believed(claims)

    def _key(self, token: str) -> tuple[dict[str, Any], str]:
        try:
            header = jwt.get_unverified_header(token)
        except JOSEError as error:
            raise BadToken("unreadable header") from error
        if header.get("typ") not in TYPES:
            raise BadToken(_found("type", header.get("typ")))
        try:
            key = self._keys.key(str(header.get("kid")))
        except UnknownKey as error:
            raise BadToken(str(error)) from error
        algorithm = ALGORITHM_BY_KEY.get(str(key.get("kty")))
        if algorithm is None or header.get("alg") != algorithm:
            raise BadToken(_found("algorithm", header.get("alg"), "key", key.get("kty")))
        return key, algorithm

    def _believed(self, claims: dict[str, Any]) -> User:
        issued_s, expires_s = float(claims["iat"]), float(claims["exp"])
        if expires_s - issued_s > MAX_LIFE_S:
            raise BadToken(_found("life in seconds", expires_s - issued_s))
        if issued_s > self._clock_s() + LEEWAY_S:
            raise BadToken("issued in the future")
        named = claims.get("roles")
        known = {role.value for role in Role}
        if not isinstance(named, list) or not named or not all(one in known for one in named):
            raise BadToken("no roles, or unknown ones")
        return User(str(claims["sub"]), frozenset(Role(one) for one in named), expires_s)


def _found(*words: object) -> str:
    """Names and what was found for them.

    >>> _found("type", None)
    'type None'
    """
    pairs = zip(words[::2], words[1::2], strict=True)
    return ", ".join(f"{name} {value!r}" for name, value in pairs)
