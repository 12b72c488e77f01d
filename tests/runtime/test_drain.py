"""A job whose metrics stand still is known by what it has committed, if that is its own."""

import pytest

from f1strategy.runtime import drain
from f1strategy.runtime.errors import NotReady
from schemas.topics import NORMALIZED, RAW

ENDS = {0: 10, 1: 0, 2: 4}
JOBS = {"normalize": "1a", "strategy": "2b"}


class Flink:
    """A cluster that has told the metrics of its jobs once, and completes a checkpoint at every look."""

    def __init__(self, last_read, restored):
        self.last_read, self.restored, self.now = last_read, restored, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def last_read_offsets(self, _job_id, topic):
        return self.last_read[topic]

    def restored_from(self, job_id):
        return self.restored.get(job_id)

    def job(self, _job_id):
        pass

    def now_ms(self, _job_id):
        return self.now

    def last_checkpoint_start_ms(self, _job_id):
        self.now += 1
        return self.now


@pytest.fixture
def drained(monkeypatch):
    """Drain a cluster whose metrics and commits say this; what was reported."""
    monkeypatch.setattr(drain, "METRICS_PATIENCE_S", 0.0)
    monkeypatch.setattr(drain, "end_offsets", lambda *_: ENDS)

    def run(last_read, committed, restored):
        flink = Flink({RAW.name: last_read, NORMALIZED.name: {0: 9, 2: 3}}, restored)
        monkeypatch.setattr(drain, "FlinkRest", lambda _: flink)
        monkeypatch.setattr(drain, "committed_offsets", lambda *_: committed)
        reported = []
        drain.drain(
            "kafka", "flink", JOBS, report=lambda *one: reported.append(one), patience_s=0.5
        )
        return reported

    return run


def test_what_the_metrics_tell_is_enough(drained):
    assert drained({0: 9, 2: 3}, {}, {}) == []


@pytest.mark.parametrize("last_read", [{}, {0: 6, 2: -1}], ids=["none", "old ones"])
def test_a_restarted_job_without_new_metrics_is_known_by_its_commits(drained, last_read):
    reported = drained(last_read, {0: 9, 2: 3}, {"1a": "checkpoints/7"})
    assert {job for job, _ in reported} == {"normalize"}


def test_what_is_not_committed_either_is_waited_for(drained):
    with pytest.raises(NotReady, match=r"job normalize: 2 messages of telemetry\.raw left to read"):
        drained({}, {0: 8, 2: 2}, {"1a": "checkpoints/7"})


def test_commits_of_a_job_before_are_not_taken_for_those_of_a_new_one(drained):
    with pytest.raises(NotReady, match=r"14 messages of telemetry\.raw left"):
        drained({}, {0: 9, 2: 3}, {})
