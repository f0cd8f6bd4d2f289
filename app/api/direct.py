"""Routes whose query is read straight into their class of parameters: the framework's own way costs more than the rest.

What cannot be read goes the framework's way, which says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from inspect import iscoroutinefunction
from typing import Any, get_origin
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class DirectRoute(APIRoute):
    """A route whose endpoint takes the request, the id in the path if there is one, and one class of parameters."""

    def get_route_handler(self) -> Handler:
        """Return what answers a request."""
        ordinary = super().get_route_handler()
        models = {
            parameter.name: model
            for parameter in self.dependant.query_params
            if isinstance(model := parameter.field_info.annotation, type) and issubclass(model, BaseModel)
        }
        endpoint: Callable[..., Awaitable[Response]] = self.endpoint
        if len(models) != 1 or self.methods != {"GET"} or not iscoroutinefunction(endpoint):
            return ordinary
        ((name, model),) = models.items()
        reading = _Reading(model)
        paths = {parameter.alias: parameter.name for parameter in self.dependant.path_params}

        async def handle(request: Request) -> Response:
            parameters = reading.read(request.scope["query_string"])
            if parameters is None:
                return await ordinary(request)
            given = {paths[alias]: value for alias, value in request.scope["path_params"].items()}
            return await endpoint(request=request, **given, **{name: parameters})

        return handle


class _Reading:
    """Reads the query of one class of parameters."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model
        self._lists = {name: get_origin(field.annotation) is tuple for name, field in model.model_fields.items()}

    def read(self, query: bytes) -> BaseModel | None:
        """Return the parameters, or None when there is anything wrong with them."""
        values: dict[str, Any] = {}
        try:
            for name, value in parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict"):
                if "\0" in value:
                    return None
                if self._lists[name]:
                    values.setdefault(name, []).append(value)
                elif name in values:
                    return None
                else:
                    values[name] = value
            return self._model.model_validate(values)
        except (ValidationError, ValueError, KeyError):
            return None
