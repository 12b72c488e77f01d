"""Makes tokens for a laptop's own service. Anyone who can read the run folder is anyone it likes."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwk, jwt

from schemas.tokens import AUDIENCE, DEVELOPMENT_ISSUER

MAX_MINUTES: Final = 15
KEY_ID: Final = "development"
_KEY_BITS: Final = 2048


class DevelopmentIssuer:
    """Tokens signed with a key of the run folder, which is made when it is missing."""

    def __init__(self, folder: Path) -> None:
        self._private = folder / "issuer" / "private.pem"
        self.jwks = folder / "issuer" / "jwks.json"

    def token(
        self, subject: str, roles: Sequence[str], minutes: float, now_s: float | None = None
    ) -> str:
        """A token for this person, valid for so many minutes from now."""
        if not (self._private.is_file() and self.jwks.is_file()):
            self._make_key()
        issued_s = int(time.time() if now_s is None else now_s)
        claims: dict[str, Any] = {
            "iss": DEVELOPMENT_ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": issued_s,
            "exp": issued_s + round(60 * minutes),
            "roles": list(roles),
        }
        headers = {"kid": KEY_ID, "typ": "JWT"}
        return str(
            jwt.encode(claims, self._private.read_text(), algorithm="RS256", headers=headers)
        )

    def _make_key(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
        self._private.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._private.touch(mode=0o600)
        self._private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        shown = jwk.construct(public, "RS256").to_dict()
        self.jwks.write_text(json.dumps({"keys": [{**shown, "kid": KEY_ID, "use": "sig"}]}))
