"""Who may see and do what: every field of the schema, denied unless it is named here.

A query is judged before anything of it runs, field by field with the type that it is on, so what a
role may not see stays hidden on every way through the graph.
"""

from collections.abc import Mapping
from typing import Any, Final

from graphql import FieldNode, GraphQLError, ValidationContext, ValidationRule

from schemas.tokens import Role

EVERYONE: Final = frozenset(Role)
HISTORIANS: Final = EVERYONE - {Role.VIEWER}
ENGINEERS: Final = frozenset({Role.ENGINEER})
DESK: Final = frozenset({Role.STRATEGIST, Role.LEAD})
NOBODY: Final[frozenset[Role]] = frozenset()

ALLOWED: Final[Mapping[str, frozenset[Role]]] = {
    "Query.sessions": EVERYONE,
    "Query.field": EVERYONE,
    "Query.liveOptions": EVERYONE,
    "Query.alerts": EVERYONE,
    "Query.undercutChance": EVERYONE,
    "Query.driver": EVERYONE,
    "Query.drivers": EVERYONE,
    "Query.decisions": EVERYONE,
    "Query.messages": EVERYONE,
    "Query.replay": EVERYONE,
    "Query.reports": EVERYONE,
    "Query.report": EVERYONE,
    "Query.modelCards": EVERYONE,
    "Query.whatIf": DESK,
    "Query.laps": HISTORIANS,
    "Query.optionsHistory": HISTORIANS,
    "Query.deadLetters": ENGINEERS,
    "Query.systemStatus": ENGINEERS,
    "Mutation.lockOption": DESK,
    "Mutation.unlockOption": DESK,
    "Mutation.commentOnOption": DESK,
    "Mutation.deleteComment": DESK,
    "Mutation.controlReplay": DESK,
    "Subscription.optionsUpdated": EVERYONE,
    "Subscription.fieldUpdated": EVERYONE,
    "Subscription.alertRaised": EVERYONE,
    "Subscription.decisionChanged": EVERYONE,
    "Subscription.whatIfSettled": DESK,
    "Subscription.messageSent": EVERYONE,
    "Subscription.replayChanged": EVERYONE,
    "Session": EVERYONE,
    "FieldRecord": EVERYONE,
    "FieldCar": EVERYONE,
    "OptionSet": EVERYONE,
    "Plan": EVERYONE,
    "PlannedStop": EVERYONE,
    "RejoinForecast": EVERYONE,
    "PitLossForecast": EVERYONE,
    "Duel": EVERYONE,
    "Contingency": EVERYONE,
    "Alert": EVERYONE,
    "StrategyReply": DESK,
    "FieldError": DESK,
    "WhatIf": DESK,
    "Future": DESK,
    "Verdict": DESK,
    "Decision": EVERYONE,
    "Lock": EVERYONE,
    "Comment": EVERYONE,
    "Edit": EVERYONE,
    "RaceMessage": EVERYONE,
    "ReplayStatus": EVERYONE,
    "Report": EVERYONE,
    "LapRecord": EVERYONE,
    "DecisionReply": DESK,
    "Driver": EVERYONE,
    "Stint": EVERYONE,
    "LapPage": HISTORIANS,
    "OptionSetPage": HISTORIANS,
    "ModelCard": EVERYONE,
    "DeadLetterPage": ENGINEERS,
    "DeadLetter": ENGINEERS,
    "SystemStatus": ENGINEERS,
    "TopicStatus": ENGINEERS,
    "JobStatus": ENGINEERS,
}
"""By `Type.field`, else by type."""


def allowed(type_name: str, field_name: str) -> frozenset[Role]:
    """The roles that may ask for a field.

    >>> sorted(allowed("Query", "whatIf")), allowed("Query", "secrets")
    ([<Role.LEAD: 'lead'>, <Role.STRATEGIST: 'strategist'>], frozenset())
    """
    return ALLOWED.get(f"{type_name}.{field_name}", ALLOWED.get(type_name, NOBODY))


def role_rule(roles: frozenset[Role]) -> type[ValidationRule]:
    """A rule that refuses fields which none of these roles may see."""

    class Roles(ValidationRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self._refused: set[str] = set()

        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent, name = self.context.get_parent_type(), node.name.value
            if parent is None or name.startswith("__") or parent.name.startswith("__"):
                return
            field = f"{parent.name}.{name}"
            if roles & allowed(parent.name, name) or field in self._refused:
                return
            self._refused.add(field)
            message = f"Your roles do not allow {field}."
            self.report_error(GraphQLError(message, node, extensions={"code": "FORBIDDEN"}))

    return Roles
