"""What a query may cost, judged before anything of it is executed."""

from typing import Any, Final

from ariadne.validation import cost_validator
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    specified_rules,
    validate,
)

from api.roles import role_rule
from api.settings import ApiSettings
from schemas.records import LapRecord
from schemas.sdl import WIRE_ONLY, camel_case
from schemas.tokens import Role

Rule = type[ValidationRule]

LISTED_COST: Final = 40
"""A root field that answers with a record for every driver or race; any other field costs 1."""

COMPUTED_COST: Final = 60
"""A root field that the strategy job, the lake or Flink works for."""

WIDE_COST: Final = 100
"""A root field that answers with every lap of every car."""

LAP_COST: Final = 5
"""A field of a lap: there are more than a thousand laps in a race, and all their fields cost too much at once."""

_LISTED: Final = {
    "Query": (
        "liveOptions",
        "sessions",
        "alerts",
        "driver",
        "decisions",
        "modelCards",
        "laps",
        "messages",
        "reports",
    ),
    "Subscription": (
        "optionsUpdated",
        "alertRaised",
        "decisionChanged",
        "whatIfSettled",
        "messageSent",
    ),
}
_COMPUTED: Final = {
    "Query": ("whatIf", "optionsHistory", "deadLetters", "systemStatus", "report"),
    "Mutation": ("lockOption", "unlockOption", "commentOnOption", "deleteComment", "controlReplay"),
}
_WIDE: Final = {"Query": ("drivers",)}
_LAPS: Final = {
    "LapRecord": tuple(
        camel_case(name) for name in LapRecord.__struct_fields__ if name not in WIRE_ONLY
    )
}
_BY_COST: Final = (
    (_LISTED, LISTED_COST),
    (_COMPUTED, COMPUTED_COST),
    (_WIDE, WIDE_COST),
    (_LAPS, LAP_COST),
)
_COSTS: Final = {
    kind: {name: {"complexity": cost} for names, cost in _BY_COST for name in names.get(kind, ())}
    for kind in ("Query", "Mutation", "Subscription", "LapRecord")
}


def broken_limits(
    schema: GraphQLSchema,
    document: DocumentNode,
    variables: dict[str, Any] | None,
    settings: ApiSettings,
    roles: frozenset[Role],
) -> list[GraphQLError]:
    """What is wrong with a document, for somebody of these roles.

    In three steps: the standard rules compare every pair of fields, so fields are counted first; our
    other rules read only what the standard ones let pass, known fields, no fragment cycles.
    """
    cost = cost_validator(
        settings.max_query_cost, default_cost=1, variables=variables, cost_map=_COSTS
    )
    ours: list[Any] = [role_rule(roles), depth_limit(settings.max_query_depth), cost]
    counted = field_limit(settings.max_root_fields, settings.max_query_cost)
    standard: list[Any] = list(specified_rules)
    if settings.is_production:
        standard.append(NoSchemaIntrospectionCustomRule)
    for rules in ([counted], standard, ours):
        errors = validate(schema, document, rules)
        if errors:
            return errors
    return []


def field_limit(maximum: int, maximum_in_all: int) -> Rule:
    """A rule that bounds aliases in a document, the fields at its root, seen without its fragments, and
    all fields: as each costs something, more of them cost too much.
    """

    class FieldLimit(ValidationRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self._aliases = self._fields = 0

        def enter_operation_definition(self, operation: OperationDefinitionNode, *_: Any) -> None:
            count = len(operation.selection_set.selections)
            if count > maximum:
                message = f"The operation has {count} root fields; at most {maximum} are allowed."
                self.report_error(GraphQLError(message, operation))

        def enter_field(self, node: FieldNode, *_: Any) -> None:
            self._fields += 1
            self._aliases += node.alias is not None
            if self._fields == maximum_in_all + 1:
                message = f"The query has more than {maximum_in_all} fields."
                self.report_error(GraphQLError(message, node))
            if node.alias is not None and self._aliases == maximum + 1:
                message = f"The query has more than {maximum} aliases."
                self.report_error(GraphQLError(message, node))

    return FieldLimit


def depth_limit(maximum: int) -> Rule:
    """A rule that refuses deeper nesting of fields; introspection is bounded by a standard rule."""

    class DepthLimit(ValidationRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self._fragment_depths: dict[str, int] = {}

        def enter_operation_definition(self, operation: OperationDefinitionNode, *_: Any) -> None:
            depth = self._depth_of(operation.selection_set)
            if depth > maximum:
                message = f"The query is {depth} fields deep; at most {maximum} are allowed."
                self.report_error(GraphQLError(message, operation))

        def _depth_of(self, selections: SelectionSetNode | None) -> int:
            nodes = selections.selections if selections else ()
            return max(map(self._depth_below, nodes), default=0)

        def _depth_below(self, node: SelectionNode) -> int:
            if isinstance(node, FieldNode):
                is_introspection = node.name.value.startswith("__")
                return 0 if is_introspection else 1 + self._depth_of(node.selection_set)
            if isinstance(node, FragmentSpreadNode):
                return self._depth_of_fragment(node.name.value)
            return self._depth_of(node.selection_set) if isinstance(node, InlineFragmentNode) else 0

        def _depth_of_fragment(self, name: str) -> int:
            if name not in self._fragment_depths:
                fragment = self.context.get_fragment(name)
                depth = self._depth_of(fragment.selection_set) if fragment else 0
                self._fragment_depths[name] = depth
            return self._fragment_depths[name]

    return DepthLimit
