"""Reports that were written are listed and read, and nothing else in their folder is."""

import os

import pytest

from tests.api.in_memory_kafka import InMemoryKafka

LIST = "{ reports { name title sessionKey season writtenTimeMs } }"
READ = "query ($name: String!) { report(name: $name) { title html } }"


def page(title: str) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body>é</body></html>"


@pytest.fixture
def folder(tmp_path):
    for age, (name, title) in enumerate(
        [
            ("race-9523", "Race report: Dutch GP"),
            ("season-2024", "Season report: 2024"),
            ("notes", "Private"),
        ]
    ):
        path = tmp_path / f"{name}.html"
        path.write_text(page(title), encoding="utf-8")
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    return tmp_path


@pytest.fixture
def service(serve, folder):
    return serve(InMemoryKafka(), reports=folder)


def test_reports_are_listed_the_newest_first(service):
    assert service.ask(LIST)["data"]["reports"] == [
        {
            "name": "race-9523",
            "title": "Race report: Dutch GP",
            "sessionKey": 9523,
            "season": None,
            "writtenTimeMs": 1_700_000_000_000,
        },
        {
            "name": "season-2024",
            "title": "Season report: 2024",
            "sessionKey": None,
            "season": 2024,
            "writtenTimeMs": 1_699_999_999_000,
        },
    ]


def test_a_report_is_read_as_it_was_written(service):
    report = service.ask(READ, name="race-9523")["data"]["report"]
    assert report == {"title": "Race report: Dutch GP", "html": page("Race report: Dutch GP")}


@pytest.mark.parametrize("name", ["notes", "race-1", "../race-9523", "race-9523.html", ""])
def test_nothing_else_is_read(service, name):
    assert service.ask(READ, name=name)["data"]["report"] is None


def test_without_a_folder_there_are_none(serve, tmp_path):
    service = serve(InMemoryKafka(), reports=tmp_path / "missing")
    assert service.ask(LIST)["data"]["reports"] == []
