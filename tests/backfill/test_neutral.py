"""Spells of a status from the laps that name it and those that do not."""

from f1strategy.backfill.neutral import Seen, Spell, spells


def field(cars: int, laps: int, spell: tuple[float, float], digit: str = "4") -> list[Seen]:
    """Cars three seconds apart, laps of 90 s; a lap that overlaps the spell names the status."""
    begins = [
        (3.0 * car + 90.0 * lap, 3.0 * car + 90.0 * (lap + 1))
        for car in range(cars)
        for lap in range(laps)
    ]
    return [
        Seen(start, end, f"1{digit}" if start < spell[1] and end > spell[0] else "1")
        for start, end in begins
    ]


def test_a_spell_is_found_to_the_gap_between_two_cars():
    (found,) = spells(field(20, 20, (500.0, 700.0)), "4")
    assert 0 <= 500.0 - found.start_s <= 90.0
    assert 0 <= found.end_s - 700.0 <= 90.0


def test_every_lap_that_names_it_overlaps_it_and_no_other_does():
    laps = field(20, 20, (431.0, 640.5))
    (found,) = spells(laps, "4")
    overlapping = {one for one in laps if one.start_s < found.end_s and one.end_s > found.start_s}
    assert overlapping == {one for one in laps if "4" in one.digits}


def test_two_spells_stay_two():
    first, second = field(20, 30, (300.0, 400.0)), field(20, 30, (1500.0, 1600.0))
    both = [
        Seen(one.start_s, one.end_s, "".join(sorted({*one.digits, *other.digits})))
        for one, other in zip(first, second, strict=True)
    ]
    assert [one.digit for one in spells(both, "4")] == ["4", "4"]


def test_other_statuses_are_other_spells_and_green_laps_have_none():
    laps = field(20, 20, (500.0, 700.0), digit="6")
    assert spells(laps, "4") == []
    assert [one.digit for one in spells(laps, "46")] == ["6"]
    assert spells([Seen(0.0, 90.0, "1")], "4") == []


def test_one_that_lasts_until_the_flag_ends_with_the_last_lap():
    assert spells([Seen(0.0, 90.0, "1"), Seen(90.0, 180.0, "15")], "5") == [Spell("5", 90.0, 180.0)]
