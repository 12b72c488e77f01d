"""The report on a race of the lake: its figures, its pictures, its files."""

import re

import msgspec
import pytest
from typer.testing import CliRunner

from f1strategy.backfill.races import backfill, recordings
from f1strategy.backtest.report.facts import classification
from f1strategy.backtest.review import SeasonFigures, season_figures
from f1strategy.backtest.reviews import reviews
from f1strategy.backtest.sessions import NoSession, read_session, session_keys
from f1strategy.cli.main import app
from f1strategy.lake.location import Lake
from f1strategy.lake.sql import ask, connect

FUTURES = 10
pytestmark = [pytest.mark.data, pytest.mark.slow]


@pytest.fixture(scope="module")
def lake(tmp_path_factory, livef1_data):
    found = Lake.at(tmp_path_factory.mktemp("lake"))
    folder = livef1_data / "recordings" / "2025_abu-dhabi"
    assert len(list(backfill(found, recordings([folder]), workers=1))) == 1
    return found


@pytest.fixture(scope="module")
def written(lake, tmp_path_factory):
    """What the command writes, and the folder."""
    out = tmp_path_factory.mktemp("reports")
    asked = ["report", "--lake", lake.root, "--out", str(out), "--season", "2025"]
    done = CliRunner().invoke(app, [*asked, "--futures", str(FUTURES)])
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture(scope="module")
def session(lake):
    (key,) = session_keys(lake)
    return read_session(lake, key)


@pytest.fixture(scope="module")
def review(lake, session, written):
    (found,) = reviews(lake, [session.key], written / "reviews", futures=FUTURES)
    return found


def cells(html: str, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without tags."""
    table = (
        html.partition(f"<h2>{heading}</h2>")[2].partition("<tbody>")[2].partition("</tbody>")[0]
    )
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.S)]
        for row in table.split("</tr>")[:-1]
    ]


def test_the_result_is_that_of_the_table(lake, session, written):
    html = (written / f"race-{session.key}.html").read_text()
    told = ask(
        connect(lake),
        "SELECT driver_code, any_value(grid_position) AS grid, max(lap_number) AS laps, "
        "min(lap_time_s) AS best_lap_s, min(result_position) AS place FROM laps "
        "WHERE session_key = $session AND is_complete GROUP BY driver_code ORDER BY place",
        session.key,
    ).to_pylist()
    shown = cells(html, "Result")
    assert len(shown) == len(told) == 20
    for row, one in zip(shown, told, strict=True):
        assert row[0] == str(one["place"])
        assert row[1] == one["driver_code"]
        assert row[3:5] == [str(one["grid"]), str(one["laps"])]
        assert row[6] == f"{one['best_lap_s']:.3f}"


def test_the_stops_are_the_stints_of_the_table(lake, session, review, written):
    html = (written / f"race-{session.key}.html").read_text()
    told = ask(
        connect(lake),
        "SELECT sum(stints - 1) AS stops FROM (SELECT max(stint_number) AS stints FROM laps "
        "WHERE session_key = $session AND is_complete GROUP BY driver_number)",
        session.key,
    ).to_pylist()
    assert len(cells(html, "Stops")) == len(review.stops) == int(told[0]["stops"])
    assert sum(one.stops for one in classification(session, review.stops)) == len(review.stops)


def test_every_finisher_is_compared_and_the_season_counts_the_race(session, review, written):
    html = (written / f"race-{session.key}.html").read_text()
    assert len(cells(html, "Chosen against possible")) == len(review.from_the_start()) == 20
    assert review.decisions == len([lap for lap in session.records if lap.is_complete])
    season = (written / "season-2025.html").read_text()
    assert cells(season, "Races")[0][:3] == [session.name, "VER", str(len(review.stops))]


def test_the_figures_of_the_season_are_there_as_json(review, written):
    figures = msgspec.json.decode((written / "season-2025.json").read_bytes(), type=SeasonFigures)
    assert figures == season_figures([review])


def test_the_page_needs_nothing_else_and_the_pdf_is_one(session, written):
    for name in (f"race-{session.key}", "season-2025"):
        html = (written / f"{name}.html").read_text()
        assert not re.findall(r"""(?:src|href)=["'](?!data:)""", html)
        assert html.count("data:image/svg+xml") >= (7 if name.startswith("race") else 1)
        assert (written / f"{name}.pdf").read_bytes().startswith(b"%PDF-")


def test_what_was_worked_out_is_kept_and_what_is_spoilt_made_again(lake, session, review, written):
    (kept,) = (written / "reviews").glob(f"{session.key}-*.json")
    before = kept.stat().st_mtime_ns
    assert list(reviews(lake, [session.key], kept.parent, futures=FUTURES)) == [review]
    assert kept.stat().st_mtime_ns == before


def test_a_race_that_is_not_there_is_said(lake, tmp_path):
    with pytest.raises(NoSession, match="no laps of session 7"):
        read_session(lake, 7)
    out = ["--out", str(tmp_path)]
    for asked, said in (
        (["--session", "7"], "no laps of session 7"),
        (["--season", "1999"], "no race of 1999"),
    ):
        done = CliRunner().invoke(app, ["report", "--lake", lake.root, *out, *asked])
        assert done.exit_code == 1
        assert said in done.output
