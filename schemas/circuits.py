"""What is known of a circuit before a race: its names, the race distance, the pit loss.

Scheduled laps: the smallest number of laps above 305 km (Monaco 260 km), as announced by the FIA for
the layout in use since 2023. Green pit loss: stop included; f1.com strategy guides 2022-23 and, for circuits
they lack, the TUMFTM race-simulation files plus a stop of 2.6 s (see docs/architecture.md).
"""

from dataclasses import dataclass
from typing import Final

DEFAULT_PIT_LOSS_S: Final = 22.0
SC_PIT_LOSS_FACTOR: Final = 0.60
"""Median share of the green loss under a Safety Car, 121 TUMFTM race files (range 0.31-0.89)."""
VSC_PIT_LOSS_FACTOR: Final = 0.65
"""The same under a Virtual Safety Car (range 0.40-0.80)."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """A circuit. `time_zone` is its name in the IANA database; `aliases` are lower-case names by which feeds and folders call it."""

    key: str
    scheduled_laps: int
    pit_loss_s: float
    time_zone: str
    aliases: tuple[str, ...]


CIRCUITS: Final = (
    Circuit("melbourne", 58, 19.5, "Australia/Melbourne", ("australian", "melbourne", "australia")),
    Circuit("shanghai", 56, 22.5, "Asia/Shanghai", ("chinese", "shanghai", "china")),
    Circuit("suzuka", 53, 22.5, "Asia/Tokyo", ("japanese", "suzuka", "japan")),
    Circuit("sakhir", 57, 22.5, "Asia/Bahrain", ("bahrain", "sakhir")),
    Circuit("jeddah", 50, 20.0, "Asia/Riyadh", ("saudi-arabian", "jeddah", "saudi arabia")),
    Circuit("miami", 57, 17.0, "America/New_York", ("miami", "miami gardens")),
    Circuit("imola", 63, 28.0, "Europe/Rome", ("emilia-romagna", "imola")),
    Circuit("monaco", 78, 19.5, "Europe/Monaco", ("monaco", "monte carlo")),
    Circuit("barcelona", 66, 22.0, "Europe/Madrid", ("spanish", "catalunya", "barcelona", "spain")),
    Circuit(
        "montreal", 70, 18.5, "America/Toronto", ("canadian", "montreal", "montréal", "canada")
    ),
    Circuit("spielberg", 71, 20.5, "Europe/Vienna", ("austrian", "spielberg", "austria")),
    Circuit("silverstone", 52, 20.0, "Europe/London", ("british", "silverstone", "great britain")),
    Circuit(
        "hungaroring",
        70,
        19.7,
        "Europe/Budapest",
        ("hungarian", "hungaroring", "budapest", "hungary"),
    ),
    Circuit("spa", 44, 18.5, "Europe/Brussels", ("belgian", "spa-francorchamps", "spa", "belgium")),
    Circuit("zandvoort", 72, 18.0, "Europe/Amsterdam", ("dutch", "zandvoort", "netherlands")),
    Circuit("monza", 53, 24.0, "Europe/Rome", ("italian", "monza", "italy")),
    Circuit("baku", 51, 20.5, "Asia/Baku", ("azerbaijan", "baku")),
    Circuit("singapore", 62, 28.5, "Asia/Singapore", ("singapore", "marina bay")),
    Circuit("austin", 56, 20.0, "America/Chicago", ("united-states", "austin", "united states")),
    Circuit(
        "mexico-city", 71, 22.0, "America/Mexico_City", ("mexico-city", "mexico city", "mexico")
    ),
    Circuit(
        "interlagos",
        71,
        21.0,
        "America/Sao_Paulo",
        ("sao-paulo", "são-paulo", "interlagos", "são paulo", "brazil"),
    ),
    Circuit("las-vegas", 50, 20.0, "America/Los_Angeles", ("las-vegas", "las vegas")),
    Circuit("lusail", 57, 26.5, "Asia/Qatar", ("qatar", "lusail")),
    Circuit(
        "yas-marina",
        58,
        22.0,
        "Asia/Dubai",
        ("abu-dhabi", "yas marina circuit", "yas marina", "abu dhabi"),
    ),
    Circuit("simulated", 57, 21.0, "UTC", ("simulated",)),
)

_BY_NAME: Final = {
    name: circuit for circuit in CIRCUITS for name in (circuit.key, *circuit.aliases)
}


def circuit(name: str | None) -> Circuit | None:
    """The circuit that a feed or a folder calls by this name, or None.

    >>> circuit("Yas Marina Circuit").key, circuit("2025_abu-dhabi"), circuit(None)
    ('yas-marina', None, None)
    """
    return _BY_NAME.get(name.strip().lower()) if name else None
