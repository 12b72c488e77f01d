"""Serves the built dashboard: files of this service only, nothing from elsewhere."""

from pathlib import Path
from typing import Final

from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the editor writes style elements
        "img-src 'self' data:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self' ws: wss:",
        "frame-ancestors 'none'",
    )
)

_NOT_BUILT: Final = """\
<!doctype html>
<html lang="en">
<title>LiveF1Strategy</title>
<h1>LiveF1Strategy</h1>
<p>The GraphQL API is at <code>/graphql</code> (POST, and WebSocket with graphql-transport-ws).</p>
<p>This page becomes the race dashboard once it is built: run <code>make dashboard</code> and start the
API again.</p>
</html>
"""


GRAPHIQL: Final = "graphiql.html"
"""The page for developers; production has none."""


class Pages(StaticFiles):
    """Files with a content policy, so that a browser loads nothing from another host."""

    def __init__(self, directory: Path, *, with_graphiql: bool) -> None:
        super().__init__(directory=directory, html=True)
        self._with_graphiql = with_graphiql

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at a path."""
        if path == GRAPHIQL and not self._with_graphiql:
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        return response


def serve_pages(app: FastAPI, folder: Path, *, with_graphiql: bool) -> None:
    """Serve a folder at `/`, or a page that says how to build it. Add this route last."""
    if (folder / "index.html").is_file():
        app.mount("/", Pages(folder, with_graphiql=with_graphiql))
        return

    @app.get("/", response_class=HTMLResponse)
    async def not_built() -> str:
        return _NOT_BUILT
