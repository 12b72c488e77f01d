"""What can be wrong with a wish for a simulated race."""


class BadRaceLength(ValueError):
    """A race of so many laps is not simulated."""

    def __init__(self, laps: int, shortest: int, longest: int) -> None:
        super().__init__(laps, shortest, longest)
        self.laps, self.shortest, self.longest = laps, shortest, longest

    def __str__(self) -> str:
        return f"cannot simulate {self.laps} laps; expected {self.shortest} to {self.longest}"
