"""What is wrong with an act of the desk, field by field."""

from typing import Final

from schemas.records import Act, ActKind, FieldError, OptionSet

DEFAULT_LOCK_S: Final = 120
"""A lap and a half: whoever holds on for longer says so, or locks again."""
SHORTEST_LOCK_S: Final = 5
LONGEST_LOCK_S: Final = 3_600
LONGEST_REASON: Final = 200
LONGEST_TEXT: Final = 1_000


def lock_errors(act: Act, newest: OptionSet | None) -> tuple[FieldError, ...]:
    """What is wrong with a lock; a plan is looked for only in the set that the lock is about."""
    found: list[FieldError] = []
    if act.option_revision is None:
        found.append(_wrong("option_revision", "expected the revision of the option set to lock"))
    if act.for_s is not None and not SHORTEST_LOCK_S <= act.for_s <= LONGEST_LOCK_S:
        expected = f"expected {SHORTEST_LOCK_S} to {LONGEST_LOCK_S}, found {act.for_s}"
        found.append(_wrong("for_s", expected))
    if act.reason is not None and len(act.reason) > LONGEST_REASON:
        expected = f"expected at most {LONGEST_REASON} characters, found {len(act.reason)}"
        found.append(_wrong("reason", expected))
    if newest is not None and act.option_revision == newest.revision:
        ranks = [plan.rank for plan in newest.plans]
        if (act.plan_rank or 1) not in ranks:
            expected = f"expected one of {ranks}, found {act.plan_rank or 1}"
            found.append(_wrong("plan_rank", expected))
    return tuple(found)


def comment_errors(act: Act) -> tuple[FieldError, ...]:
    """What is wrong with a comment, or with taking one back."""
    if act.kind is ActKind.DELETE_COMMENT and not act.comment_id:
        return (_wrong("comment_id", "expected the id of the comment to delete"),)
    length = len((act.text or "").strip())
    if act.kind is ActKind.COMMENT and not 1 <= length <= LONGEST_TEXT:
        expected = f"expected 1 to {LONGEST_TEXT} characters, found {length}"
        return (_wrong("text", expected),)
    return ()


def _wrong(field: str, message: str) -> FieldError:
    return FieldError(field=f"act.{field}", message=message)
