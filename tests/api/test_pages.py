"""The pages come from this service and load nothing from elsewhere."""

import json
import re

import pytest

from api.settings import PROJECT_ROOT
from tests.api.in_memory_kafka import InMemoryKafka

DASHBOARD = PROJECT_ROOT / "dashboard"
PAGE = '<!doctype html><script type="module" src="/assets/main.js"></script>'


@pytest.fixture
def built(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "assets" / "main.js").write_text("1", encoding="utf-8")
    return tmp_path


def test_a_built_page_is_served_with_its_assets(serve, built):
    service = serve(InMemoryKafka(), pages=built)
    assert service.http.get("/").text == PAGE
    assert service.http.get("/assets/main.js").headers["content-type"].startswith("text/javascript")
    assert service.http.get("/assets/other.js").status_code == 404


def test_the_browser_is_told_to_load_from_this_service_only(serve, built):
    policy = serve(InMemoryKafka(), pages=built).http.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert not re.search(r"https?:|\*|unsafe-eval", policy)


def test_files_beside_the_pages_are_not_served(serve, built):
    (built.parent / "secret").write_text("x", encoding="utf-8")
    service = serve(InMemoryKafka(), pages=built)
    assert service.http.get("/..%2fsecret").status_code == 404


def test_a_page_that_is_not_built_says_how_to_build_it(serve):
    answer = serve(InMemoryKafka()).http.get("/")
    assert answer.status_code == 200
    assert "<code>make dashboard</code>" in answer.text


def test_a_browser_at_the_endpoint_is_led_to_the_page(serve):
    answer = serve(InMemoryKafka()).http.get("/graphql")
    assert (answer.status_code, answer.headers["location"]) == (307, "/")


def test_there_are_no_pages_of_the_framework_that_load_from_a_cdn(serve):
    service = serve(InMemoryKafka())
    assert [service.http.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]


def test_the_dashboard_loads_no_script_or_style_from_elsewhere():
    pages = [DASHBOARD / "index.html", DASHBOARD / "graphiql.html"]
    if (DASHBOARD / "dist" / "index.html").is_file():
        pages.append(DASHBOARD / "dist" / "index.html")
    for page in pages:
        loaded = re.findall(r'(?:src|href)="([^"]*)"', page.read_text(encoding="utf-8"))
        assert any(one.endswith((".js", ".tsx")) for one in loaded)
        assert [one for one in loaded if not re.match(r"/(?!/)|data:", one)] == []


def test_the_dashboards_dependencies_are_pinned_and_name_no_registry():
    package = json.loads((DASHBOARD / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert [one for one in versions.values() if not re.fullmatch(r"\d+\.\d+\.\d+", one)] == []
    lock = json.loads((DASHBOARD / "package-lock.json").read_text(encoding="utf-8"))
    installed = [one for path, one in lock["packages"].items() if path]
    assert all("resolved" not in one for one in installed)
    assert all(one["integrity"].startswith("sha512-") for one in installed)
