"""`f1strategy token`: a token that a service in development believes."""

import stat

import pytest
from typer.testing import CliRunner

from api.jwks import KeySet
from api.settings import TokenSettings
from api.tokens import TokenVerifier
from f1strategy.cli.main import app
from schemas.tokens import DEVELOPMENT_ISSUER, Role


def run(folder, *arguments):
    return CliRunner().invoke(app, ["token", "--run-folder", str(folder), *arguments])


def verifier(folder):
    jwks = str(folder / "issuer" / "jwks.json")
    return TokenVerifier(TokenSettings(jwks, DEVELOPMENT_ISSUER), KeySet(jwks))


def test_it_is_believed_and_says_the_roles(tmp_path):
    done = run(tmp_path, "--role", "strategist", "--role", "analyst", "--subject", "ada")
    assert done.exit_code == 0
    user = verifier(tmp_path).user(done.stdout.strip())
    assert (user.subject, user.roles) == ("ada", {Role.STRATEGIST, Role.ANALYST})
    assert "LIVEF1_JWKS=" in done.stderr
    assert "LIVEF1_TOKEN_ISSUER=livef1-development" in done.stderr


def test_the_key_is_kept_and_nobody_else_may_read_it(tmp_path):
    tokens = [run(tmp_path, "--role", "viewer").stdout.strip() for _ in range(2)]
    believed = verifier(tmp_path)
    assert [believed.user(one).roles for one in tokens] == [{Role.VIEWER}] * 2
    assert stat.S_IMODE((tmp_path / "issuer" / "private.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--role", "boss"], "'boss' is not one of"),
        ([], "Missing option '--role'"),
        (["--role", "viewer", "--minutes", "60"], "less than or equal to 15"),
    ],
)
def test_what_it_cannot_give_is_said(tmp_path, arguments, said):
    done = run(tmp_path, *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
