"""State that was ever released restores and goes on; today's code writes the newest version of it.

Flink sees Python state as bytes, so nobody else notices when their meaning changes. A golden file holds
what an operator keeps after the small race: state name -> key -> entry -> text of the stored record.
Run with LIVEF1_REGENERATE=1 to write the file of a version that has none; none is ever overwritten.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from f1strategy.strategy import request as requests
from f1strategy.strategy.desk import ALERT
from f1strategy.strategy.options import option_set
from schemas import codec
from schemas.records import (
    Act,
    ActKind,
    Decision,
    FieldRecord,
    LapRecord,
    OptionSet,
    Outcome,
    RawEnvelope,
    Record,
    StrategyReply,
    StrategyRequest,
    Trigger,
)
from tests.timing.builders import SESSION, lap, message, weather
from tests.timing.normalizing import content
from tests.udfs.dealt import delivered, in_order, part
from tests.udfs.fake_flink import Running, State
from tests.udfs.jobs import NormalizeJob, StrategyJob, few_futures
from tests.udfs.small_race import HAMILTON, KEY, LATE, NORRIS, RACE, laps_of, raw, together
from tests.udfs.test_restarts import published_by
from tests.worn_fold import worn_fold
from udfs.normalize_laps import NormalizeLaps
from udfs.route_session import RouteSession
from udfs.track_field import TrackField

GOLDEN = Path(__file__).parent.parent / "golden" / "state"
VERSIONS = {"route_session": 1, "normalize_laps": 2, "track_field": 2, "plan_options": 4}
"""Raise an operator's number when what it stores changes; the older files stay and must restore."""
WITH_OPINIONS = {"plan_options"}
"""State that holds what models and the engine said: its form is fixed, its figures are not."""
OPERATORS: Mapping[str, Callable[[], Any]] = {
    "route_session": RouteSession,
    "normalize_laps": NormalizeLaps,
    "track_field": TrackField,
    "plan_options": few_futures,
}


def states_today() -> dict[str, State]:
    """What each operator keeps after the small race."""
    normalize = NormalizeJob()
    strategy = StrategyJob().take(published_by(normalize, RACE))
    for request in DESK:
        strategy.plan.ask(f"{KEY}:{NORRIS}", raw(request))
    return {
        "route_session": normalize.route.state,
        "normalize_laps": normalize.normalize.state,
        "track_field": strategy.field.state,
        "plan_options": strategy.plan.state,
    }


def _act(request_id: str, **content: Any) -> StrategyRequest:
    return StrategyRequest(
        request_id=request_id,
        session_key=SESSION,
        driver_number=NORRIS,
        sent_time_ms=1,
        requested_by="ana",
        act=Act(**content),
    )


DESK = (
    _act("c1", kind=ActKind.COMMENT, text="rain by lap 30"),
    _act("c2", kind=ActKind.COMMENT, text="rain by lap 20", comment_id="c1"),
)
TODAY = states_today()


def golden_path(operator: str, version: int, folder: Path = GOLDEN) -> Path:
    return folder / f"v{version}" / f"{operator}.json"


def as_text(state: State) -> str:
    shown = {
        name: {
            key: {entry: value.decode() for entry, value in entries.items()}
            for key, entries in by_key.items()
        }
        for name, by_key in state.items()
    }
    return json.dumps(shown, indent=1, sort_keys=True) + "\n"


def stored(path: Path) -> State:
    return {
        name: {
            key: {entry: text.encode() for entry, text in entries.items()}
            for key, entries in by_key.items()
        }
        for name, by_key in json.loads(path.read_text()).items()
    }


def form(state: State) -> dict[str, dict[str, set[str]]]:
    """State name -> schema of what is kept there -> names of its fields."""
    kept: dict[str, dict[str, set[str]]] = {}
    for name, by_key in state.items():
        for value in (value for entries in by_key.values() for value in entries.values()):
            record = msgspec.json.decode(value)
            kept.setdefault(name, {}).setdefault(record["schema"], set()).update(record)
    return kept


def same_version(operator: str, old: State, new: State) -> bool:
    return form(old) == form(new) if operator in WITH_OPINIONS else old == new


def released(operator: str) -> list[pytest.ParameterSet]:
    paths = sorted(GOLDEN.glob(f"v*/{operator}.json"))
    return [pytest.param(path, id=path.parent.name) for path in paths]


def every_version(operator: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", released(operator))


def freeze(operator: str, version: int, state: State, folder: Path) -> None:
    """Write the golden file of a new version; refuse to touch a released one."""
    path, text = golden_path(operator, version, folder), as_text(state)
    if path.exists() and not same_version(operator, stored(path), state):
        pytest.fail(
            f"v{version} of the state of {operator} is released and has changed: raise it to "
            f"{version + 1} in VERSIONS, then run this module with LIVEF1_REGENERATE=1"
        )
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.parametrize("operator", VERSIONS)
def test_todays_code_writes_the_newest_golden_state(operator):
    version = VERSIONS[operator]
    if os.environ.get("LIVEF1_REGENERATE") == "1":
        freeze(operator, version, TODAY[operator], GOLDEN)
    path = golden_path(operator, version)
    assert path.is_file(), f"no golden state of {operator} v{version}: run with LIVEF1_REGENERATE=1"
    assert same_version(operator, stored(path), TODAY[operator])


def test_figures_of_the_engine_may_change_but_not_the_form_of_what_is_kept():
    old: State = {"answered-v1": {"9000:4": {"4": b'{"schema":"options/3","futures":10}'}}}
    new: State = {"answered-v1": {"9000:4": {"4": b'{"schema":"options/3","futures":20}'}}}
    other: State = {"answered-v1": {"9000:4": {"4": b'{"schema":"options/3","races":10}'}}}
    assert same_version("plan_options", old, new)
    assert not same_version("plan_options", old, other)
    assert not same_version("normalize_laps", old, new)


@pytest.mark.parametrize("operator", VERSIONS)
def test_there_is_a_golden_state_of_every_version_up_to_the_newest(operator):
    versions = {int(path.parent.name[1:]) for path in GOLDEN.glob(f"v*/{operator}.json")}
    assert versions == set(range(1, VERSIONS[operator] + 1))


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_stored_value_names_its_schema_and_version(operator):
    values = [
        value
        for by_key in TODAY[operator].values()
        for entries in by_key.values()
        for value in entries.values()
    ]
    assert values
    tags = {msgspec.json.decode(value)["schema"] for value in values}
    assert tags <= {"raw/1", "lap/2", "field/1", "options/3", "alert/1", "options-request/2"} | {
        "decision/1"
    }


def test_a_new_version_is_written_and_a_released_one_is_not_changed(tmp_path):
    state: State = {"rows-v1": {"9000": {"laps:1": b"one"}}}
    freeze("route_session", 1, state, tmp_path)
    assert stored(golden_path("route_session", 1, tmp_path)) == state

    freeze("route_session", 1, state, tmp_path)  # the same again is welcome
    changed: State = {"rows-v1": {"9000": {"laps:1": b"two"}}}
    with pytest.raises(pytest.fail.Exception, match="raise it to 2 in VERSIONS"):
        freeze("route_session", 1, changed, tmp_path)
    assert stored(golden_path("route_session", 1, tmp_path)) == state


@every_version("route_session")
def test_a_router_goes_on_with_the_drivers_and_rows_it_knew(path):
    operator = Running(RouteSession, stored(path))
    again = operator.process(
        KEY, together(raw(message(380, "SAFETY CAR DEPLOYED", category="SafetyCar")))
    )
    assert again.main == []
    report = operator.process(KEY, together(raw(weather(500, 23.0))))
    assert [key for key, _ in delivered(report.main)] == [f"{KEY}:{NORRIS}", f"{KEY}:{HAMILTON}"]
    newcomer = operator.process(KEY, together(raw(lap(6, 450, car=23))))
    told = sorted(
        codec.decode(value, RawEnvelope).endpoint for _, value in delivered(newcomer.main)
    )
    assert told == ["laps", "race_control", "race_info", "weather", "weather"]


def by_number(laps: Iterable[LapRecord]) -> dict[int, LapRecord]:
    """Version 1 knew no wear, so its other laps are revised with the first row that comes."""
    return {lap.lap_number: lap for lap in laps}


@every_version("normalize_laps")
def test_a_drivers_laps_are_revised_from_the_revision_they_had(path):
    state = stored(path)
    operator = Running(NormalizeLaps, state)
    key = f"{KEY}:{HAMILTON}"
    before = codec.decode(state["published-laps-v1"][key]["2"], LapRecord)
    late, *_ = LATE
    revised = by_number(laps_of(in_order(operator.process(key, part(late)).main)))[2]
    assert revised.sector_3_s == 31.25
    assert revised.revision == before.revision + 1
    assert content(revised) == content(worn_fold((*RACE, late))[SESSION, HAMILTON, 2])
    (begun,) = laps_of(in_order(operator.process(key, part(lap(6, 452.5))).main))
    assert (begun.lap_number, begun.revision, begun.driver_code) == (6, 1, "HAM")
    assert (begun.compound, begun.tyre_age_laps, begun.track_status_end) == ("HARD", 3, "SC")


@every_version("track_field")
def test_a_field_goes_on_with_the_laps_it_had(path):
    state = stored(path)
    operator = Running(TrackField, state)
    before = codec.decode(state["field-v1"][KEY]["field"], FieldRecord)
    newest = codec.decode(state["field-v1"][KEY]["lap:4:5"], LapRecord)
    sixth = msgspec.structs.replace(
        newest, lap_number=6, revision=1, lap_end_time_ms=(newest.lap_end_time_ms or 0) + 90_000
    )
    output = operator.process(KEY, raw(sixth))
    field: Record = codec.decode(output.side["fields"][0][1], FieldRecord)
    assert isinstance(field, FieldRecord)
    assert field.revision == before.revision + 1
    assert [(car.driver_number, car.laps_completed) for car in field.cars] == [(4, 6), (44, 5)]
    wanted = [requests.decode(value) for _, value in output.main]
    asked = [(one.driver_number, one.lap_number, one.trigger) for one in wanted]
    assert asked == [(NORRIS, 6, Trigger.NEW_LAP)]


@every_version("plan_options")
def test_a_desk_counts_on_from_what_it_answered(path):
    state = stored(path)
    key = f"{KEY}:{NORRIS}"
    answers = [
        codec.decode(value, OptionSet)
        for entry, value in state["answered-v1"][key].items()
        if not entry.startswith(ALERT)
    ]
    operator = Running(few_futures, state)
    question = requests.OptionsRequest(
        session_key=SESSION,
        driver_number=NORRIS,
        lap_number=6,
        field_revision=100,
        caused_by_ingest_time_ms=7,
        trigger=Trigger.NEW_LAP,
        laps_to_go=1,
        position=1,
    )
    ((topic_key, value),) = operator.process(key, requests.encode(question)).main
    assert topic_key == f"{key}:6"
    answered = codec.decode(value, OptionSet)
    assert answered == msgspec.structs.replace(option_set(question, None, 10_000), compute_ms=0)
    assert answered.revision > max(answer.revision for answer in answers)
    older = msgspec.structs.replace(question, lap_number=5, field_revision=0)
    assert operator.process(key, requests.encode(older)).main == []


def test_a_desk_knows_the_comments_it_kept():
    state = stored(golden_path("plan_options", 4))
    key = f"{KEY}:{NORRIS}"
    kept = codec.decode(state["decisions-v1"][key]["c1"], Decision)
    assert (kept.revision, kept.comment.text if kept.comment else "") == (2, "rain by lap 20")
    operator = Running(few_futures, state)
    gone = operator.ask(key, raw(_act("c3", kind=ActKind.DELETE_COMMENT, comment_id="c1")))
    ((_, value),) = gone.side["replies"]
    verdict = codec.decode(value, StrategyReply).verdict
    assert verdict is not None
    assert verdict.outcome is Outcome.DONE


def test_the_race_again_changes_nothing_in_what_was_restored():
    """With today's state: a later version may well know better than an older one's records."""
    restored = {
        operator: Running(OPERATORS[operator], stored(golden_path(operator, VERSIONS[operator])))
        for operator in OPERATORS
    }
    normalize, strategy = NormalizeJob(), StrategyJob()
    normalize.route, normalize.normalize = restored["route_session"], restored["normalize_laps"]
    strategy.field, strategy.plan = restored["track_field"], restored["plan_options"]
    assert published_by(normalize, RACE) == []
    strategy.take(published_by(NormalizeJob(), RACE))
    assert strategy.published == []
