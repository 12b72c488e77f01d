"""One car's decisions: who holds which option and what was said of it, settled act by act.

The keyed operator asks this for every act, one after the other, so of many who want the same lock one
gets it, whichever replica of the API they asked.
"""

from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from f1strategy.strategy.acts import DEFAULT_LOCK_S, comment_errors, lock_errors
from schemas import codec
from schemas.records import (
    Act,
    ActKind,
    Change,
    Comment,
    Decision,
    Edit,
    FieldError,
    Lock,
    OptionSet,
    Outcome,
    Plan,
    ReplyStatus,
    StrategyReply,
    StrategyRequest,
    Verdict,
)

LOCK: Final = "lock"
MAX_COMMENTS: Final = 500
MAX_EDITS: Final = 20
"""Both bound what a car's state can grow to."""
SOMEBODY: Final = "somebody"
"""Who asks, where nobody is named."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer to an act, and the decision that it has changed, if any."""

    reply: StrategyReply
    changed: Decision | None = None


@dataclass(slots=True)
class DecisionDesk:
    """The decisions about one car."""

    _decisions: dict[str, Decision] = field(default_factory=dict)

    def restore(self, value: bytes) -> None:
        """Take back a decision that was stored."""
        decision = codec.decode(value, Decision)
        self._decisions[decision.decision_id] = decision

    @property
    def lock_until_ms(self) -> int | None:
        """When the lock ends by itself; None: nothing is locked."""
        known = self._decisions.get(LOCK)
        return known.lock.until_time_ms if known is not None and known.lock else None

    def settle(
        self, asked: StrategyRequest, act: Act, newest: OptionSet | None, now_ms: int
    ) -> Settled:
        """Do what is asked, or say why not. newest: the option set of the car's newest lap."""
        errors = self._errors(act, newest)
        if errors:
            return Settled(_reply(asked, newest, errors=errors))
        found = self._settled(_By(asked, act, now_ms), newest)
        if isinstance(found, Decision):
            self._decisions[found.decision_id] = found
            verdict = Verdict(outcome=Outcome.DONE, message=_told(found), decision=found)
            return Settled(_reply(asked, newest, verdict), found)
        return Settled(_reply(asked, newest, found))

    def expire(self, now_ms: int) -> Decision | None:
        """The lock, over, if its time has come."""
        until_ms = self.lock_until_ms
        if until_ms is None or now_ms < until_ms:
            return None
        known = self._decisions[LOCK]
        over = replace(
            known,
            revision=known.revision + 1,
            change=Change.EXPIRED,
            changed_by=None,
            changed_time_ms=now_ms,
            request_id=None,
            lock=None,
        )
        self._decisions[LOCK] = over
        return over

    def _errors(self, act: Act, newest: OptionSet | None) -> tuple[FieldError, ...]:
        if act.kind is ActKind.LOCK:
            return lock_errors(act, newest)
        return comment_errors(act)

    def _settled(self, by: "_By", newest: OptionSet | None) -> Decision | Verdict:
        match by.act.kind:
            case ActKind.LOCK:
                return self._lock(by, newest)
            case ActKind.UNLOCK:
                return self._unlock(by)
            case ActKind.DELETE_COMMENT:
                return self._delete(by)
            case ActKind.COMMENT:
                return self._edit(by) if by.act.comment_id else self._comment(by)

    def _lock(self, by: "_By", newest: OptionSet | None) -> Decision | Verdict:
        if newest is None:
            return _no(Outcome.NO_OPTIONS, "there are no options of this car yet")
        if by.act.option_revision != newest.revision:
            message = f"there is a newer option set: {newest.revision}, of lap {newest.lap_number}"
            return _no(Outcome.OUTDATED, message)
        held = self._held(by.now_ms)
        if held is not None and held.lock is not None and held.lock.locked_by != by.name:
            return _no(Outcome.HELD, f"{_told(held)}, for {_left(held.lock, by.now_ms)} more", held)
        plan = _plan(newest, by.act.plan_rank)
        lock = Lock(
            locked_by=by.name,
            reason=by.act.reason,
            lap_number=newest.lap_number,
            option_revision=newest.revision,
            plan_rank=plan.rank,
            plan_label=plan.label,
            stops=plan.stops,
            locked_time_ms=by.now_ms,
            until_time_ms=by.now_ms + 1000 * (by.act.for_s or DEFAULT_LOCK_S),
        )
        return by.decision(LOCK, Change.LOCKED, self._decisions.get(LOCK), lock=lock)

    def _unlock(self, by: "_By") -> Decision | Verdict:
        held = self._held(by.now_ms)
        if held is None or held.lock is None:
            return _no(Outcome.NOT_FOUND, "nothing is locked")
        if held.lock.locked_by != by.name and not by.act.by_lead:
            return _no(
                Outcome.NOT_YOURS, f"{_told(held)}; only they or a lead can release it", held
            )
        return by.decision(LOCK, Change.UNLOCKED, held)

    def _comment(self, by: "_By") -> Decision | Verdict:
        # A request that comes twice is one comment.
        known = self._decisions.get(by.asked.request_id)
        if known is not None:
            return _no(Outcome.DONE, _told(known), known)
        parent_id = by.act.parent_id
        if parent_id is not None and not self._has_comment(parent_id):
            return _no(Outcome.NOT_FOUND, f"there is no comment {parent_id} to answer")
        if sum(one.comment is not None for one in self._decisions.values()) >= MAX_COMMENTS:
            return _no(Outcome.FULL, f"a car has at most {MAX_COMMENTS} comments")
        comment = Comment(
            written_by=by.name,
            text=by.act.text or "",
            parent_id=parent_id,
            option_revision=by.act.option_revision,
            plan_rank=by.act.plan_rank,
            written_time_ms=by.now_ms,
        )
        return by.decision(by.asked.request_id, Change.COMMENTED, None, comment=comment)

    def _edit(self, by: "_By") -> Decision | Verdict:
        known = self._own(by, may_lead=False)
        if isinstance(known, Verdict) or known.comment is None:
            return known
        before = known.comment
        if len(before.edits) >= MAX_EDITS:
            return _no(Outcome.FULL, f"a comment is edited at most {MAX_EDITS} times", known)
        edits = (*before.edits, Edit(text=before.text, until_time_ms=by.now_ms))
        comment = replace(before, text=by.act.text or "", edits=edits)
        return by.decision(known.decision_id, Change.EDITED, known, comment=comment)

    def _delete(self, by: "_By") -> Decision | Verdict:
        known = self._own(by, may_lead=True)
        if isinstance(known, Verdict) or known.comment is None:
            return known
        comment = replace(known.comment, text="", edits=(), is_deleted=True)
        return by.decision(known.decision_id, Change.DELETED, known, comment=comment)

    def _own(self, by: "_By", *, may_lead: bool) -> Decision | Verdict:
        known = self._decisions.get(by.act.comment_id or "")
        if known is None or known.comment is None or known.comment.is_deleted:
            return _no(Outcome.NOT_FOUND, f"there is no comment {by.act.comment_id}")
        if known.comment.written_by != by.name and not (may_lead and by.act.by_lead):
            return _no(Outcome.NOT_YOURS, f"{known.comment.written_by} wrote it", known)
        return known

    def _held(self, now_ms: int) -> Decision | None:
        until_ms = self.lock_until_ms
        return self._decisions[LOCK] if until_ms is not None and now_ms < until_ms else None

    def _has_comment(self, comment_id: str) -> bool:
        known = self._decisions.get(comment_id)
        return known is not None and known.comment is not None


@dataclass(frozen=True, slots=True)
class _By:
    """Who does what, and when."""

    asked: StrategyRequest
    act: Act
    now_ms: int

    @property
    def name(self) -> str:
        return self.asked.requested_by or SOMEBODY

    def decision(
        self,
        decision_id: str,
        change: Change,
        before: Decision | None,
        *,
        lock: Lock | None = None,
        comment: Comment | None = None,
    ) -> Decision:
        return Decision(
            session_key=self.asked.session_key,
            driver_number=self.asked.driver_number,
            decision_id=decision_id,
            revision=before.revision + 1 if before else 1,
            change=change,
            changed_by=self.name,
            changed_time_ms=self.now_ms,
            request_id=self.asked.request_id,
            lock=lock,
            comment=comment,
        )


def _plan(options: OptionSet, rank: int | None) -> Plan:
    return next(plan for plan in options.plans if plan.rank == (rank or 1))


def _no(outcome: Outcome, message: str, decision: Decision | None = None) -> Verdict:
    return Verdict(outcome=outcome, message=message, decision=decision)


def _told(decision: Decision) -> str:
    if decision.lock is not None:
        why = f" ({decision.lock.reason})" if decision.lock.reason else ""
        return f"{decision.lock.locked_by} holds {decision.lock.plan_label}{why}"
    return f"{decision.change.value.lower()} by {decision.changed_by}"


def _left(lock: Lock, now_ms: int) -> str:
    return f"{-(-(lock.until_time_ms - now_ms) // 1000)} s"


def _reply(
    asked: StrategyRequest,
    newest: OptionSet | None,
    verdict: Verdict | None = None,
    errors: tuple[FieldError, ...] = (),
) -> StrategyReply:
    if verdict is not None and newest is not None:
        verdict = replace(verdict, newest_revision=newest.revision)
    return StrategyReply(
        request_id=asked.request_id,
        session_key=asked.session_key,
        driver_number=asked.driver_number,
        status=ReplyStatus.BAD_REQUEST if errors else ReplyStatus.OK,
        errors=errors,
        lap_number=newest.lap_number if newest else None,
        field_revision=newest.field_revision if newest else None,
        verdict=verdict,
    )
