"""Resolvers of the mutations: the desk's acts, settled by the strategy job, and a replay's control."""

import asyncio
from typing import Final

import msgspec
from ariadne import MutationType

from api.context import Context, Info
from api.errors import Failed
from api.hub import Hub
from api.replays import control
from schemas.records import (
    Act,
    ActKind,
    Decision,
    OptionSet,
    Outcome,
    ReplayAction,
    ReplayStatus,
    StrategyReply,
    Verdict,
)
from schemas.tokens import Role

mutation = MutationType()

NEWEST_S: Final = 1.0
"""How long to wait for the option set that the verdict names: another topic may be a little behind."""
STEP_S: Final = 0.02


class DecisionReply(msgspec.Struct, frozen=True, kw_only=True):
    """How an act ended, as the type of the same name in the SDL."""

    request_id: str
    outcome: Outcome
    message: str
    decision: Decision | None
    newest_options: OptionSet | None


@mutation.field("lockOption")
async def resolve_lock(
    _: None,
    info: Info,
    *,
    session_key: int,
    driver_number: int,
    revision: int,
    plan_rank: int,
    for_s: int,
    reason: str | None = None,
) -> DecisionReply:
    """Hold a plan."""
    act = Act(
        kind=ActKind.LOCK,
        option_revision=revision,
        plan_rank=plan_rank,
        for_s=for_s,
        reason=reason,
    )
    return await _settled(info.context, session_key, driver_number, act)


@mutation.field("unlockOption")
async def resolve_unlock(
    _: None, info: Info, *, session_key: int, driver_number: int
) -> DecisionReply:
    """Release it."""
    act = Act(kind=ActKind.UNLOCK, by_lead=_is_lead(info))
    return await _settled(info.context, session_key, driver_number, act)


@mutation.field("commentOnOption")
async def resolve_comment(
    _: None,
    info: Info,
    *,
    session_key: int,
    driver_number: int,
    text: str,
    revision: int | None = None,
    plan_rank: int | None = None,
    parent_id: str | None = None,
    comment_id: str | None = None,
) -> DecisionReply:
    """Say something, or say it otherwise."""
    act = Act(
        kind=ActKind.COMMENT,
        text=text,
        option_revision=revision,
        plan_rank=plan_rank,
        parent_id=parent_id,
        comment_id=comment_id,
    )
    return await _settled(info.context, session_key, driver_number, act)


@mutation.field("deleteComment")
async def resolve_delete(
    _: None, info: Info, *, session_key: int, driver_number: int, comment_id: str
) -> DecisionReply:
    """Take it back."""
    act = Act(kind=ActKind.DELETE_COMMENT, comment_id=comment_id, by_lead=_is_lead(info))
    return await _settled(info.context, session_key, driver_number, act)


@mutation.field("controlReplay")
async def resolve_control(
    _: None,
    info: Info,
    *,
    session_key: int,
    action: ReplayAction,
    speed_factor: float | None = None,
    lap_number: int | None = None,
) -> ReplayStatus:
    """Play, pause, change the speed or seek."""
    context = info.context
    return await control(
        context.hub,
        context.services.writer,
        session_key,
        ReplayAction(action),
        speed_factor=speed_factor,
        lap_number=lap_number,
        by=context.user.subject,
    )


async def _settled(
    context: Context, session_key: int, driver_number: int, act: Act
) -> DecisionReply:
    reply = await context.services.asks.ask(
        session_key,
        driver_number,
        act=act,
        by=context.user.subject,
        request_id=context.request_id,
    )
    if reply.errors:
        wrong = "; ".join(
            f"{one.field.removeprefix('act.')}: {one.message}" for one in reply.errors
        )
        raise Failed("BAD_USER_INPUT", wrong)
    if reply.verdict is None:
        raise Failed("UNAVAILABLE", "The strategy job is older than this service: redeploy it.")
    return DecisionReply(
        request_id=reply.request_id,
        outcome=reply.verdict.outcome,
        message=reply.verdict.message,
        decision=reply.verdict.decision,
        newest_options=await _newest(context.hub, reply, reply.verdict),
    )


async def _newest(hub: Hub, reply: StrategyReply, verdict: Verdict) -> OptionSet | None:
    """The car's option set; where another was outdated, as soon as it is the one that the verdict names."""
    revision = verdict.newest_revision if verdict.outcome is Outcome.OUTDATED else None
    found: OptionSet | None = None
    for _ in range(round(NEWEST_S / STEP_S)):
        newest = hub.view.newest(OptionSet, reply.session_key, reply.driver_number)
        found = next(iter(newest), None)
        if revision is None or (found is not None and found.revision >= revision):
            break
        await asyncio.sleep(STEP_S)
    return found


def _is_lead(info: Info) -> bool:
    return Role.LEAD in info.context.user.roles
