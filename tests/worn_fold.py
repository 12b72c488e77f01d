"""The oracle of the normalize job: the plain fold of the rows, with the shipped models' wear."""

from collections.abc import Iterable

from f1strategy.artifacts.serving import wear_models
from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.models.driver_wear import with_wear_of_all
from f1strategy.timing.fold import fold
from schemas.records import LapRecord, RawEnvelope

MODELS = wear_models(load(SHIPPED))


def worn_fold(envelopes: Iterable[RawEnvelope]) -> dict[tuple[int, int, int], LapRecord]:
    """Final records by session, driver and lap, as the job publishes them."""
    return with_wear_of_all(fold(envelopes), MODELS)
