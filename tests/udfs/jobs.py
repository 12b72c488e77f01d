"""Both jobs without Flink: the operators wired as the jobs wire them, their topics as tables."""

from collections.abc import Iterable

from pyflink.common import Row

from schemas import codec
from schemas.records import DeadLetter, FieldRecord, LapRecord, OptionSet, RawEnvelope
from tests.udfs.dealt import in_order
from tests.udfs.fake_flink import Keyed, Output, Running
from tests.udfs.small_race import raw, together
from udfs.normalize_laps import NormalizeLaps
from udfs.plan_options import PlanOptions
from udfs.route_session import RouteSession
from udfs.track_field import TrackField


class NormalizeJob:
    """Raw messages in; what telemetry.normalized and the dead letters then hold."""

    def __init__(self) -> None:
        self.route, self.normalize = Running(RouteSession), Running(NormalizeLaps)
        self.laps: dict[str, bytes] = {}
        self.dead_letters: list[DeadLetter] = []

    def send(self, key: str, message: Row) -> list[Keyed]:
        """Deliver one message; the lap records published because of it."""
        return self.send_together(key, message)

    def send_together(self, key: str, *messages: Row) -> list[Keyed]:
        """Deliver messages that come in one batch; the lap records published because of them."""
        routed = self.route.process(key, together(*messages))
        self.dead_letters += letters(routed)
        answers: list[Keyed] = []
        for driver, part in routed.main:
            answers += self.normalize.process(driver, part).main
        published = in_order(answers)
        self.laps.update(published)
        return published

    def take(self, envelopes: Iterable[RawEnvelope]) -> "NormalizeJob":
        """Deliver them all, each under its own session."""
        for offset, envelope in enumerate(envelopes):
            self.send(str(envelope.session_key), raw(envelope, offset))
        return self

    def restarted(self) -> "NormalizeJob":
        """The job after a restart: the topics and the state stay, the objects are new."""
        other = NormalizeJob()
        other.route, other.normalize = self.route.restarted(), self.normalize.restarted()
        other.laps, other.dead_letters = dict(self.laps), list(self.dead_letters)
        return other

    def records(self) -> dict[tuple[int, int, int], LapRecord]:
        """The newest lap records by session, driver and lap."""
        laps = [codec.decode(value, LapRecord) for value in self.laps.values()]
        return {(lap.session_key, lap.driver_number, lap.lap_number): lap for lap in laps}


FUTURES = 10
"""Enough to tell plans apart, few enough to be quick."""


def few_futures() -> PlanOptions:
    """The operator, quicker than in a race."""
    return PlanOptions(futures=FUTURES, clock=no_time)


def no_time() -> float:
    """A clock that stands still: how long an answer took is not its content."""
    return 0.0


class StrategyJob:
    """Lap records in; what race.field, strategy.options and the dead letters then hold."""

    def __init__(self) -> None:
        self.field, self.plan = Running(TrackField), Running(few_futures)
        self.fields: dict[str, bytes] = {}
        self.options: dict[str, bytes] = {}
        self.alerts: list[Keyed] = []
        self.published: list[Keyed] = []
        self.dead_letters: list[DeadLetter] = []

    def send(self, session: str, message: Row) -> None:
        """Deliver one message of telemetry.normalized."""
        tracked = self.field.process(session, message)
        self.dead_letters += letters(tracked)
        fields = tracked.side.get("fields", [])
        outputs = [self.plan.process(key, value) for key, value in tracked.main]
        outputs += self.plan.pass_time(1000)
        answers = [row for output in outputs for row in output.main]
        self.alerts += [row for output in outputs for row in output.side.get("alerts", [])]
        self.fields.update(fields)
        self.options.update(answers)
        self.published += [*fields, *answers]

    def take(self, laps: Iterable[Keyed]) -> "StrategyJob":
        """Deliver rows of message key and lap record."""
        for offset, (key, value) in enumerate(laps):
            self.send(key.partition(":")[0], raw(value, offset))
        return self

    def restarted(self) -> "StrategyJob":
        """The job after a restart: the topics and the state stay, the objects are new."""
        other = StrategyJob()
        other.field, other.plan = self.field.restarted(), self.plan.restarted()
        other.fields, other.options = dict(self.fields), dict(self.options)
        other.alerts = list(self.alerts)
        other.published, other.dead_letters = list(self.published), list(self.dead_letters)
        return other

    def newest_field(self, session: str) -> FieldRecord:
        """The field last published."""
        return codec.decode(self.fields[session], FieldRecord)

    def option_sets(self) -> dict[str, OptionSet]:
        """The option sets by message key."""
        return {key: codec.decode(value, OptionSet) for key, value in self.options.items()}


def letters(output: Output) -> list[DeadLetter]:
    """The dead letters among an operator's outputs."""
    rows = output.side.get("dead-letters", [])
    assert {key for key, _ in rows} <= {"telemetry.raw", "telemetry.normalized"}
    return [codec.decode(value, DeadLetter) for _, value in rows]
