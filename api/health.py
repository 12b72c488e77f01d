"""Tells probes and Prometheus how the service is."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.metrics import ApiMetrics
from api.tail import TailState


class Health:
    """Ready while the view follows the topics live; alive as long as it answers."""

    def __init__(self, metrics: ApiMetrics) -> None:
        self._metrics = metrics
        self.state = TailState(is_live=False, reason="starting")

    def update(self, state: TailState) -> None:
        """Take in what the tail reports."""
        self.state = state
        self._metrics.is_ready.set(state.is_live)

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
