"""The options of the commands that talk to OpenF1."""

from typing import Annotated

import typer

BaseUrlOption = Annotated[
    str, typer.Option("--base-url", envvar="OPENF1_BASE_URL", help="The API to ask.")
]
TokenUrlOption = Annotated[
    str,
    typer.Option("--token-url", envvar="OPENF1_TOKEN_URL", help="Where subscribers get a token."),
]
