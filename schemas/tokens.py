"""What a token says, for those who give them and those who believe them."""

from enum import StrEnum
from typing import Final

AUDIENCE: Final = "livef1"
DEVELOPMENT_ISSUER: Final = "livef1-development"
"""Gives tokens to whoever can read the run folder; production does not start with it."""


class Role(StrEnum):
    """What a person does; a token names one or more under `roles`."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    STRATEGIST = "strategist"
    LEAD = "lead"
    ENGINEER = "engineer"
