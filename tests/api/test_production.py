"""What is off in production, and what keeps the service from starting there."""

import pytest

from api.settings import ApiSettings, MissingSetting, UnsafeSetting
from schemas.tokens import AUDIENCE, DEVELOPMENT_ISSUER
from tests.api import issuing
from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import field

ENVIRONMENT = {
    "LIVEF1_BOOTSTRAP_SERVERS": "kafka:9092",
    "LIVEF1_MODE": "production",
    "LIVEF1_JWKS": "https://issuer.test/jwks",
    "LIVEF1_TOKEN_ISSUER": "https://issuer.test",
}


PAGE = "<!doctype html><title>page</title>"


@pytest.fixture
def service(serve, tmp_path):
    tokens = issuing.settings(tmp_path / "jwks.json")
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("index.html", "graphiql.html"):
        (pages / name).write_text(PAGE, encoding="utf-8")
    return serve(InMemoryKafka(field()), tokens=tokens, is_production=True, pages=pages)


def ask(service, query):
    headers = {"Authorization": f"Bearer {issuing.token('viewer')}"}
    return service.http.post("/graphql", json={"query": query}, headers=headers).json()


def test_it_starts_with_keys_and_an_issuer():
    settings = ApiSettings.from_environment(ENVIRONMENT)
    assert settings.is_production
    assert settings.tokens is not None
    assert (settings.tokens.issuer, settings.tokens.audience) == ("https://issuer.test", AUDIENCE)


@pytest.mark.parametrize("name", ["LIVEF1_JWKS", "LIVEF1_TOKEN_ISSUER"])
def test_it_does_not_start_without(name):
    with pytest.raises(MissingSetting, match=name):
        ApiSettings.from_environment({**ENVIRONMENT, name: ""})


def test_it_does_not_start_with_the_development_issuer():
    unsafe = {**ENVIRONMENT, "LIVEF1_TOKEN_ISSUER": DEVELOPMENT_ISSUER}
    with pytest.raises(UnsafeSetting, match="gives tokens to anyone"):
        ApiSettings.from_environment(unsafe)
    assert not ApiSettings.from_environment({**unsafe, "LIVEF1_MODE": "development"}).is_production


def test_a_mode_that_is_none_is_said():
    with pytest.raises(UnsafeSetting, match="is 'prod'; expected development or production"):
        ApiSettings.from_environment({**ENVIRONMENT, "LIVEF1_MODE": "prod"})


def test_there_is_no_introspection_and_no_page_for_developers(service):
    errors = ask(service, "{ __schema { types { name } } }")["errors"]
    assert all("introspection" in error["message"].lower() for error in errors)
    assert service.http.get("/").text == PAGE
    assert service.http.get("/graphiql.html").status_code == 404


def test_a_mistake_is_not_helped_with_suggestions(service):
    (error,) = ask(service, "{ field(sessionKey: 9839) { leaderLaps } }")["errors"]
    assert error["message"] == "Cannot query field 'leaderLaps' on type 'FieldRecord'."
