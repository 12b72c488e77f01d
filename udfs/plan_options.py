"""Second operator of the strategy job: a request for options -> the driver's option set and alerts.

What-if questions, locks and comments come in on the side and are settled from the same keyed state.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace
from pyflink.common import Row
from pyflink.datastream import KeyedCoProcessFunction, OutputTag, RuntimeContext

from f1strategy.strategy import request
from f1strategy.strategy.decisions import DecisionDesk
from f1strategy.strategy.desk import Decided, OptionDesk
from f1strategy.strategy.ranking import FUTURES
from f1strategy.strategy.request import OptionsRequest
from f1strategy.strategy.warm_up import warm_up
from f1strategy.strategy.what_if import answer
from schemas import codec, topics
from schemas.records import Act, Decision, StrategyReply, StrategyRequest, TrackStatus, Trigger
from udfs.asked import BadQuestion, WrongCar, asked, refused
from udfs.dead_letters import dead_letter
from udfs.keyed_cache import KeyedCache
from udfs.keyed_row import KEYED_BYTES, keyed_row
from udfs.keyed_values import KeyedValues
from udfs.normalize_laps import DRIVERS_AT_HAND

ALERTS = OutputTag("alerts", KEYED_BYTES)
REPLIES = OutputTag("replies", KEYED_BYTES)
DECISIONS = OutputTag("decisions", KEYED_BYTES)
NEWEST = "newest"
MAY_WAIT = frozenset({Trigger.CORRECTION, Trigger.NEIGHBOUR_PITTED})
THROTTLE_MS = 100
STALE_MS = 180_000
"""The longest green lap is two minutes; behind the safety car a lap takes two and a half."""
STALE_STEP_MS = 10_000
"""Timers are set in such steps, so that a car has few of them."""

log = logging.getLogger(__name__)

Outputs = Iterator[Row | tuple[OutputTag, Row]]


@dataclass(slots=True)
class _Car:
    """One driver's desk, its newest request, those that wait, and when (processing time) things happened."""

    desk: OptionDesk
    decisions: DecisionDesk
    newest: OptionsRequest | None
    waiting: dict[int, OptionsRequest]
    answered_ms: int = 0
    heard_ms: int = 0


class PlanOptions(KeyedCoProcessFunction):
    """Answers requests; an answer that says nothing new is not published again.

    A new lap or a new track status is answered at once. Corrections that follow an answer within
    throttle_ms wait until then; of several about one lap the newest counts.
    futures: simulated futures per plan. clock: seconds, to tell how long an answer took.
    """

    def __init__(
        self,
        futures: int = FUTURES,
        throttle_ms: int = THROTTLE_MS,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._futures, self._throttle_ms, self._clock = futures, throttle_ms, clock

    def open(self, runtime_context: RuntimeContext) -> None:
        """Bind the state: what was answered last, lap by lap, the newest request, those that wait,
        locks and comments.
        """
        self._stored = KeyedValues(runtime_context, "answered-v1")
        self._situation = KeyedValues(runtime_context, "situation-v1")
        self._decided = KeyedValues(runtime_context, "decisions-v1")
        self._cars = KeyedCache(DRIVERS_AT_HAND, self._rebuild)
        warm_up()

    def process_element1(self, value: bytes, ctx: KeyedCoProcessFunction.Context) -> Outputs:
        """One request of the field operator: an option set, or nothing; alerts on the side."""
        wanted = request.decode(value)
        car = self._cars.get(ctx.get_current_key())
        now_ms = ctx.timer_service().current_processing_time()
        self._note(car, wanted, value, now_ms, ctx)
        if wanted.trigger in MAY_WAIT and now_ms < car.answered_ms + self._throttle_ms:
            if not car.waiting:
                due_ms = car.answered_ms + self._throttle_ms
                ctx.timer_service().register_processing_time_timer(due_ms)
            car.waiting[wanted.lap_number] = wanted
            self._situation.store([(str(wanted.lap_number), value)])
            return
        for earlier in self._taken(car, until=wanted.lap_number):
            if earlier.lap_number < wanted.lap_number:
                yield from self._answer(car, earlier)
        yield from self._answer(car, wanted)
        car.answered_ms = ctx.timer_service().current_processing_time()

    def process_element2(self, value: Row, ctx: KeyedCoProcessFunction.Context) -> Outputs:
        """One question or act, a row of partition, offset and bytes: a reply, or one dead letter."""
        begin_s = self._clock()
        key = ctx.get_current_key()
        try:
            question = asked(value[2], key)
        except BadQuestion as error:
            yield _replied(refused(error))
            return
        except (codec.MalformedRecord, WrongCar) as error:
            stage = "route" if isinstance(error, WrongCar) else "decode"
            yield dead_letter(value, topics.REQUESTS, stage=stage, error=error)
            return
        car = self._cars.get(key)
        if question.act is not None:
            yield from self._settled(car, question, question.act, ctx)
            return
        reply = self._reply(car, question)
        yield _replied(replace(reply, compute_ms=round(1000 * (self._clock() - begin_s))))

    def on_timer(self, timestamp: int, ctx: KeyedCoProcessFunction.OnTimerContext) -> Outputs:
        """Locks whose time has come; corrections that have waited long enough; silence that lasts."""
        car = self._cars.get(ctx.get_current_key())
        over = car.decisions.expire(timestamp)
        if over is not None:
            yield from self._changed(over)
        waiting = self._taken(car)
        for wanted in waiting:
            yield from self._answer(car, wanted)
        if waiting:
            car.answered_ms = timestamp
        newest = car.newest
        if newest is None or newest.track_status is TrackStatus.RED:
            return
        if timestamp - car.heard_ms >= STALE_MS:
            yield from self._published(car.desk.stale(newest, STALE_MS / 1000))

    def _note(
        self,
        car: _Car,
        wanted: OptionsRequest,
        value: bytes,
        now_ms: int,
        ctx: KeyedCoProcessFunction.Context,
    ) -> None:
        car.heard_ms = now_ms
        if car.newest is not None and wanted.lap_number < car.newest.lap_number:
            return
        car.newest = wanted
        self._situation.store([(NEWEST, value)])
        if not wanted.is_out and wanted.laps_to_go:
            step = -(-(now_ms + STALE_MS) // STALE_STEP_MS) * STALE_STEP_MS
            ctx.timer_service().register_processing_time_timer(step)

    def _taken(self, car: _Car, until: int | None = None) -> list[OptionsRequest]:
        """The requests that wait, up to a lap, earliest first; they wait no more."""
        laps = sorted(lap for lap in car.waiting if until is None or lap <= until)
        self._situation.remove(str(lap) for lap in laps)
        return [car.waiting.pop(lap) for lap in laps]

    def _answer(self, car: _Car, wanted: OptionsRequest) -> Outputs:
        yield from self._published(car.desk.apply(wanted))

    def _published(self, decided: Decided) -> Outputs:
        self._stored.store(decided.to_store)
        if decided.options is not None:
            yield keyed_row(topics.OPTIONS.key(decided.options), codec.encode(decided.options))
        for alert in decided.alerts:
            yield ALERTS, keyed_row(topics.ALERTS.key(alert), codec.encode(alert))

    def _reply(self, car: _Car, question: StrategyRequest) -> StrategyReply:
        newest = car.newest
        options = car.desk.answered(newest.lap_number) if newest else None
        return answer(question, newest, options)

    def _settled(
        self,
        car: _Car,
        asked_for: StrategyRequest,
        act: Act,
        ctx: KeyedCoProcessFunction.Context,
    ) -> Outputs:
        timers = ctx.timer_service()
        now_ms = timers.current_processing_time()
        settled = car.decisions.settle(asked_for, act, car.desk.newest, now_ms)
        if settled.changed is not None:
            yield from self._changed(settled.changed)
            if settled.changed.lock is not None:
                timers.register_processing_time_timer(settled.changed.lock.until_time_ms)
        yield _replied(settled.reply)

    def _changed(self, decision: Decision) -> Outputs:
        value = codec.encode(decision)
        self._decided.store([(decision.decision_id, value)])
        yield DECISIONS, keyed_row(topics.DECISIONS.key(decision), value)

    def _rebuild(self, key: str) -> _Car:
        session_key, driver_number = (int(part) for part in key.split(":"))
        desk = OptionDesk(session_key, driver_number, self._clock, self._futures)
        for entry, stored in self._stored:
            desk.restore(entry, stored)
        decisions = DecisionDesk()
        for _, stored in self._decided:
            decisions.restore(stored)
        car = _Car(desk, decisions, None, {}, heard_ms=round(1000 * time.time()))
        for entry, stored in self._situation:
            wanted = request.decode(stored)
            if entry == NEWEST:
                car.newest = wanted
            else:
                car.waiting[int(entry)] = wanted
        return car


def _replied(reply: StrategyReply) -> tuple[OutputTag, Row]:
    log.info("request %s: %s", reply.request_id, reply.status)
    return REPLIES, keyed_row(topics.REPLIES.key(reply), codec.encode(reply))
