"""An issuer of tokens for tests: good ones, and every kind of forgery."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import jwe, jwk, jwt

from api.settings import TokenSettings

ISSUER, AUDIENCE = "https://issuer.test", "livef1"
PEM = serialization.Encoding.PEM


def _private(key: Any) -> str:
    secret = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return str(secret.decode())


def _public(key: Any) -> str:
    shown = key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return str(shown.decode())


RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwks(*kids: str) -> str:
    """The public keys as an issuer shows them, of these ids or of both."""
    keys = [
        {**jwk.construct(_public(RSA_KEY), "RS256").to_dict(), "kid": "rsa"},
        {**jwk.construct(_public(EC_KEY), "ES256").to_dict(), "kid": "ec"},
    ]
    return json.dumps({"keys": [key for key in keys if not kids or key["kid"] in kids]})


def settings(file: Any) -> TokenSettings:
    """Settings with the keys in this file."""
    file.write_text(jwks())
    return TokenSettings(str(file), ISSUER, AUDIENCE)


def claims(*roles: str, **changes: Any) -> dict[str, Any]:
    """What a good token says; None leaves a claim out."""
    now_s = int(time.time())
    content = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ada",
        "iat": now_s,
        "exp": now_s + 300,
        "roles": list(roles or ("strategist",)),
        **changes,
    }
    return {name: value for name, value in content.items() if value is not None}


def signed(content: dict[str, Any], *, kid: str = "rsa", typ: str = "JWT", key: Any = None) -> str:
    """A token signed by the key of this id, or by another one."""
    algorithm = "ES256" if kid == "ec" else "RS256"
    secret = _private(key or (EC_KEY if kid == "ec" else RSA_KEY))
    return str(jwt.encode(content, secret, algorithm, headers={"kid": kid, "typ": typ}))


def token(*roles: str, **changes: Any) -> str:
    """A good token, but for what is changed."""
    return signed(claims(*roles, **changes))


def _part(content: Any) -> str:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def _unsigned() -> str:
    return f"{_part({'alg': 'none', 'typ': 'JWT', 'kid': 'rsa'})}.{_part(claims())}."


def _signed_with_the_public_key() -> str:
    head = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'rsa'})}.{_part(claims())}"
    mac = hmac.new(_public(RSA_KEY).encode(), head.encode(), hashlib.sha256).digest()
    return f"{head}.{_part(mac)}"


def _with_another_role() -> str:
    head, _, signature = token("viewer").split(".")
    return f"{head}.{_part(claims('lead'))}.{signature}"


def _encrypted() -> str:
    content = jwe.encrypt(json.dumps(claims()), b"0" * 32, algorithm="dir", encryption="A256GCM")
    return str(content.decode())


def forged() -> dict[str, str]:
    """The fifteen that must be refused, and some more."""
    past_s = int(time.time()) - 3600
    return {
        "unsigned": _unsigned(),
        "HS256 with the public key": _signed_with_the_public_key(),
        "unknown kid": signed(claims(), kid="other"),
        "without exp": token(exp=None),
        "without iat": token(iat=None),
        "without aud": token(aud=None),
        "without iss": token(iss=None),
        "without sub": token(sub=None),
        "expired": token(iat=past_s, exp=past_s + 60),
        "another audience": token(aud="elsewhere"),
        "another issuer": token(iss="https://elsewhere.test"),
        "role changed": _with_another_role(),
        "too large": token(padding="x" * 9000),
        "wrong type": signed(claims(), typ="secevent+jwt"),
        "encrypted": _encrypted(),
        "of a stranger": signed(claims(), key=STRANGER),
        "too long a life": token(exp=int(time.time()) + 3600),
        "from the future": token(iat=int(time.time()) + 86_400, exp=int(time.time()) + 86_600),
        "without roles": token(roles=None),
        "an unknown role": token(roles=["owner"]),
        "no token": "x",
    }
