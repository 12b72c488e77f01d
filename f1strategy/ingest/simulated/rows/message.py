"""One message of race control, before it has a date."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """What is said `at_s` seconds after lights out; the fields are those of the feed."""

    at_s: float
    text: str
    category: str = "Other"
    flag: str | None = None
    scope: str | None = None
    sector: int | None = None
    driver_number: int | None = None


def track_flag(at_s: float, flag: str, text: str) -> Message:
    """A flag for the whole track."""
    return Message(at_s, text, category="Flag", flag=flag, scope="Track")


def sector_flag(at_s: float, flag: str, sector: int) -> Message:
    """A flag in one marshals' sector.

    >>> sector_flag(5, "DOUBLE YELLOW", 14).text
    'DOUBLE YELLOW IN TRACK SECTOR 14'
    """
    text = f"{flag} IN TRACK SECTOR {sector}"
    return Message(at_s, text, category="Flag", flag=flag, scope="Sector", sector=sector)


def driver_flag(at_s: float, flag: str, text: str, driver_number: int) -> Message:
    """A flag for one driver."""
    return Message(
        at_s, text, category="Flag", flag=flag, scope="Driver", driver_number=driver_number
    )
