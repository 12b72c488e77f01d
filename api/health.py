"""Tells probes and Prometheus how the service is."""

import time

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.metrics import ApiMetrics
from api.tail import TailState


class Health:
    """Ready while the view follows the topics live; alive as long as it answers."""

    def __init__(self, metrics: ApiMetrics) -> None:
        self._metrics = metrics
        self._lost_s: float | None = time.monotonic()
        metrics.stale_s.set_function(self._stale_s)
        self.state = TailState(is_live=False, reason="starting")

    def update(self, state: TailState) -> None:
        """Take in what the tail reports."""
        self.state = state
        if state.is_live:
            self._lost_s = None
        elif self._lost_s is None:
            self._lost_s = time.monotonic()
        self._metrics.is_ready.set(state.is_live)

    def _stale_s(self) -> float:
        return 0.0 if self._lost_s is None else time.monotonic() - self._lost_s

    def router(self) -> APIRouter:
        """`/health/live`, `/health/ready` (200 or 503 with its reason) and `/metrics`."""
        router = APIRouter()

        @router.get("/health/live")
        async def live() -> dict[str, str]:
            return {"status": "alive"}

        @router.get("/health/ready")
        async def ready() -> JSONResponse:
            if self.state.is_live:
                return JSONResponse({"status": "ready"})
            content = {"status": "not ready", "reason": self.state.reason}
            return JSONResponse(content, status_code=503)

        @router.get("/metrics")
        async def metrics() -> Response:
            text = generate_latest(self._metrics.registry)
            return Response(text, media_type=CONTENT_TYPE_LATEST)

        return router
