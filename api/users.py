"""Who asks, and in what role."""

from dataclasses import dataclass
from typing import Final

from schemas.tokens import Role


@dataclass(frozen=True, slots=True)
class User:
    """A person, as the token says."""

    subject: str
    roles: frozenset[Role]
    expires_s: float | None = None
    """When the token ends, in seconds since 1970-01-01 UTC; None: never."""


DEVELOPER: Final = User("development", frozenset(Role))
"""Everyone, where no tokens are asked for."""
