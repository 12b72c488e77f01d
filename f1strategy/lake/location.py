"""Where the lake is: a folder, or any object store, by one setting."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from schemas.tables import Table

SETTING: Final = "LIVEF1_LAKE"


@dataclass(frozen=True, slots=True)
class Lake:
    """A folder of Delta tables, or a URL such as `s3://bucket/lake`.

    The object store's address and keys come from the variables that its own tools read, such as
    AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    """

    root: str

    @classmethod
    def at(cls, root: str | Path) -> Self:
        """The lake there; a folder is made absolute.

        >>> Lake.at("s3://bucket/lake/").root
        's3://bucket/lake'
        """
        text = str(root)
        return cls(text.rstrip("/") if "://" in text else str(Path(text).resolve()))

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self | None:
        """The lake that `LIVEF1_LAKE` names, or None."""
        root = environ.get(SETTING, "")
        return cls.at(root) if root else None

    def uri(self, table: Table) -> str:
        """Where a table is."""
        return f"{self.root}/{table.name}"
