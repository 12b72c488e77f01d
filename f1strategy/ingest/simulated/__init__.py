"""The simulated Grand Prix: an invented race in the rows of OpenF1, for whoever has no recording.

From the seed follow the cast (`cast`), the weather (`weather`) and what will go wrong (`script`);
`race` drives it lap by lap into a `history`, and `rows` tells the history as OpenF1 would.
"""

from f1strategy.ingest.simulated.errors import BadRaceLength
from f1strategy.ingest.simulated.grand_prix import simulate

__all__ = ["BadRaceLength", "simulate"]
