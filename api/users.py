"""Who asks, and in what role."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person does; a token names one or more."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    STRATEGIST = "strategist"
    LEAD = "lead"
    ENGINEER = "engineer"


@dataclass(frozen=True, slots=True)
class User:
    """A person, as the token says."""

    subject: str
    roles: frozenset[Role]
    expires_s: float | None = None
    """When the token ends, in seconds since 1970-01-01 UTC; None: never."""


DEVELOPER: Final = User("development", frozenset(Role))
"""Everyone, where no tokens are asked for."""
