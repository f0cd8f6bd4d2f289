"""The floor: a FastAPI route that returns constant bytes, and nothing else."""

from __future__ import annotations

import os

from fastapi import FastAPI, Response

app = FastAPI(openapi_url=None)
_CONTENT = b"x" * int(os.environ["FLOOR_BYTES"])


@app.get("/constant")
async def constant() -> Response:
    """Answer with the constant bytes."""
    return Response(_CONTENT, media_type="application/json")


@app.get("/unchanged")
async def unchanged() -> Response:
    """Answer that nothing has changed."""
    return Response(status_code=304)
