"""A loopback API, a client that asks it, and a time that passes only when somebody sleeps."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from f1strategy.ingest.openf1.rate_limit import TokenBucket
from f1strategy.ingest.openf1.rest import OpenF1Client
from f1strategy.ingest.openf1.retry import Retrier, RetryPolicy
from tests.ingest.openf1.history import History, recorded_history, small_history
from tests.ingest.openf1.loopback import Loopback


class FakeTime:
    """Seconds that pass only by sleeping; `slept_s` tells each sleep."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.slept_s: list[float] = []

    def clock(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.now_s += seconds


@contextmanager
def open_fake_client(
    base_url: str,
    time: FakeTime,
    *,
    token: Callable[[], str | None] = lambda: None,
    report: Callable[[str], None] | None = None,
    timeout_s: float = 20.0,
) -> Iterator[OpenF1Client]:
    """As `open_client`, on a time that costs nothing."""
    retrier = Retrier(RetryPolicy(), sleep=time.sleep, rng=random.Random(1), report=report)
    bucket = TokenBucket(time.clock, time.sleep)
    with httpx.Client(timeout=timeout_s) as http:
        yield OpenF1Client(
            http, base_url=base_url, bucket=bucket, retrier=retrier, token=token, clock=time.clock
        )


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def api() -> Iterator[Loopback]:
    """The API with the small race."""
    with Loopback(small_history()) as loopback:
        yield loopback


@pytest.fixture
def client(api, time) -> Iterator[OpenF1Client]:
    with open_fake_client(api.base_url, time) as client:
        yield client


@pytest.fixture(scope="session")
def real_history(livef1_data) -> History:
    return recorded_history(livef1_data / "recordings")


@pytest.fixture
def real_api(real_history) -> Iterator[Loopback]:
    """The API with the ten real races."""
    with Loopback(real_history) as loopback:
        yield loopback


@pytest.fixture
def real_client(real_api, time) -> Iterator[OpenF1Client]:
    with open_fake_client(real_api.base_url, time) as client:
        yield client
