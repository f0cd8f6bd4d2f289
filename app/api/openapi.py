"""The OpenAPI document: what the framework finds in the routes, and what only we can say."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api import access
from app.api.problems import Problem
from app.ingestion.submission import HtmlSubmission, Submission, UrlSubmission

TITLE = "Conflict Records"
VERSION = "1.0.0"  # of the API: what clients rely on, not of the release that serves it

EXAMPLES: dict[str, Any] = orjson.loads(files("app.api").joinpath("assets", "examples.json").read_bytes())
"""What the service answers for the seed article, by the names that `answers` uses."""

_DESCRIPTION = """\
Who claimed what, about whom, where, when and with which numbers: records from news about armed conflict.

**A record means that someone said it in this text, not that it happened.** There is no truth score and no number the
text does not give. Spans are `[start, end)` in Unicode code points of the article's `text` exactly as submitted.

**Names** (`actor`, `speaker`, `target`, `place`) are matched whole, by id, name, alias, ISO alpha-3 code or Wikidata
id, without case and accents: `Azerbaijan` and `AZE`, `Stepanakert` and `Khankendi` find the same, `Mali` never finds
Somalia. A place includes the places inside it, a state the offices and forces that act for it. A name nobody has gives
an empty list.

**Lists** take any number of filters: a repeated parameter is OR, different parameters are AND. An unknown parameter or
code is a `422` that lists what exists. `next` in the answer and in the `Link` header is the URL of the next page.

**Exports** are the same path and filters with a suffix (`/v1/claims.csv?actor=Azerbaijan`): every matching record in
one file.

**Errors** are `application/problem+json` (RFC 9457): `status`, `title`, `detail`, and `errors` with a `pointer` into
the body or the name of the `parameter`.

**Reading** needs no key and is allowed to pages of any site (`Access-Control-Allow-Origin: *`); browsers may not send
`POST` from other sites. **Storing** needs a key: `Authorization: Bearer KEY`. `HEAD` answers like `GET`.

Keys of records, codes and routes under `/v1` stay; new ones may be added. Ids and cursors are opaque strings.
"""

_TAGS = {
    "Articles": "The texts, where they come from, and all that was read in them.",
    "Claims": "Who said what: one speaker (or the article itself), one communicative function, one stretch of content.",
    "Figures": "Numbers with their noun, as the text gives them.",
    "Entities": "Actors and places, one record for all their names and mentions.",
    "Exports": "Every list as a file, whole: the same path and filters with a suffix.",
    "Extraction": "Reading a text without storing it.",
    "Vocabularies": "The closed vocabularies that records and filters use.",
    "Health": "For what starts, watches and balances the service.",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of `app`."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=TITLE,
            version=VERSION,
            summary="Claims, figures and entities from news about armed conflict.",
            description=_DESCRIPTION,
            routes=app.routes,
            tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
            servers=[{"url": app.state.settings.public_url or "/", "description": "This installation."}],
            contact={"name": "Whoever runs this installation"},
            license_info={"name": "Apache License 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        )
        document["security"] = []
        components = document["components"]
        components["securitySchemes"] = access.SCHEMES
        for model in (Submission, HtmlSubmission, UrlSubmission, Problem):
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            components["schemas"] |= schema.pop("$defs", {}) | {model.__name__: schema}
        for path in document["paths"].values():
            for operation in path.values():
                for parameter in operation.get("parameters", ()):
                    _never_null(parameter)
                for part in (operation.get("requestBody", {}), *operation["responses"].values()):
                    _show_example(part)
        components["schemas"] = dict(sorted(components["schemas"].items()))
        app.openapi_schema = document
    return app.openapi_schema


def _never_null(parameter: dict[str, Any]) -> None:
    """Take null out of a query parameter's schema: a parameter is left out instead."""
    schema = parameter["schema"]
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        schema |= kinds[0]


def _show_example(part: dict[str, Any]) -> None:
    """Put the example in place of its name: the framework would take every null out of it."""
    for media in part.get("content", {}).values():
        if "example" in media:
            media["example"] = EXAMPLES.get(media["example"])
