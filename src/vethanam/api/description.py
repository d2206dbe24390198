"""The OpenAPI description of acts and views, from their declarations."""

from __future__ import annotations

from typing import Any

from vethanam.acts.declaration import Act, Declared, View
from vethanam.acts.tables import ENDINGS

_REFS = "#/components/schemas/{model}"
JSON = "application/json"
DONE: dict[str, Any] = {
    "type": "object",
    "required": ["ok", "says", "state"],
    "properties": {
        "ok": {"type": "boolean", "const": True},
        "says": {"type": "string", "description": "One sentence, in the language of Accept-Language."},
        "state": {"type": "object", "description": "What the act changed; amounts in paise."},
        "once": {
            "type": "object",
            "description": "What is shown once and kept nowhere, such as first codes.",
        },
    },
}
REFUSED: dict[str, Any] = {
    "type": "object",
    "required": ["ok", "code", "says"],
    "properties": {
        "ok": {"type": "boolean", "const": False},
        "code": {"type": "string"},
        "says": {"type": "string"},
        "facts": {"type": "object"},
    },
}
FAULTY: dict[str, Any] = {
    "type": "object",
    "required": ["ok"],
    "properties": {
        "ok": {"type": "boolean", "const": False},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "code", "says"],
                "properties": {name: {"type": "string"} for name in ("where", "code", "says")},
            },
        },
    },
}
PREPARED: dict[str, Any] = {
    "type": "object",
    "required": ["commitment", "challenge", "summary"],
    "properties": {
        "commitment": {"type": "string", "description": "Hexadecimal."},
        "challenge": {"type": "string", "description": "The bytes to sign, base64url."},
        "summary": {"type": "object"},
    },
}
OWN: dict[str, dict[str, Any]] = {"Done": DONE, "Refused": REFUSED, "Faulty": FAULTY, "Prepared": PREPARED}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[ -~]*$"},
    "description": "The same key and body answer the same for seven days; the act is done once.",
}
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "enum": ["en", "ml"]},
}


def answers(done: str) -> dict[int, Any]:
    """The responses of a route that acts for an account."""

    def of(name: str, says: str) -> dict[str, Any]:
        schema = {"$ref": _REFS.format(model=name)}
        return {"description": says, "content": {JSON: {"schema": schema}}}

    return {
        200: of(done, "Done."),
        401: of("Refused", "No token that is in force."),
        403: of("Refused", "The account does not act as this."),
        409: of("Refused", "Refused, or unsound: nothing was done."),
        413: of("Refused", "The body is too large."),
        415: of("Refused", "The body is said to be something else than JSON."),
        422: of("Faulty", "Every fault of what was given."),
        429: of("Refused", "Asked too often."),
        503: of("Refused", "The database does not answer."),
    }


class Schemas:
    """The input schemas of acts and views, collected as components of the description."""

    def __init__(self) -> None:
        self.components: dict[str, Any] = {}

    def of(self, declared: Declared) -> dict[str, Any]:
        """The schema of an act's or view's input, or a reference to it."""
        schema = declared.adapter.json_schema(by_alias=True, ref_template=_REFS)
        for name, definition in schema.pop("$defs", {}).items():
            if self.components.setdefault(name, definition) != definition:
                raise RuntimeError(f"Two models are called {name}.")
        if "oneOf" not in schema:
            title = str(schema.get("title", declared.name))
            if self.components.get(title, schema) != schema:  # two modules have a model with this name
                title = f"{title}_{declared.name}"
            self.components[title] = schema
            return {"$ref": _REFS.format(model=title)}
        return dict(schema)


def of_act(act: Act, schemas: Schemas, done: str = "Done") -> dict[str, Any]:
    """The OpenAPI operation of an act, without its name."""
    body = {"required": True, "content": {JSON: {"schema": schemas.of(act)}}}
    key, said = _KEY, answers(done)
    if act.for_programs:
        key = {**_KEY, "required": True}
        said[403] = {**said[403], "description": "The key may not do this, or the permit refuses it."}
    return {
        "requestBody": body,
        "parameters": [_LANGUAGE, *([key] if done == "Done" else [])],
        "responses": said,
        "x-roles": [str(role) for role in act.roles],
        "x-scope": act.scope,
        "x-signs": act.signs,
    }


def of_view(view: View, schemas: Schemas) -> dict[str, Any]:
    """The OpenAPI operation of a view: its query parameters."""
    schema = view.adapter.json_schema(by_alias=True, ref_template=_REFS)
    schemas.of(view)
    needed = schema.get("required", [])
    parameters = [
        {
            "name": name,
            "in": "query",
            "required": name in needed,
            "schema": {key: value for key, value in one.items() if key not in ("title", "default")},
            "description": one.get("title", name),
        }
        for name, one in schema.get("properties", {}).items()
    ]
    return {"parameters": [_LANGUAGE, *parameters], "responses": answers("Done")}


def of_list(view: View, schemas: Schemas) -> dict[str, Any]:
    """The OpenAPI operation of a list as a file: parameters of its view, search words, order, file types."""
    texts = {
        "q": "Words, each of which stands somewhere in the row.",
        "order": "A column; - before it turns it round.",
    }
    own = [
        one for one in of_view(view, schemas)["parameters"] if one["name"] not in ("after", "most", *texts)
    ]
    further = [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": says}
        for name, says in texts.items()
        if name == "order" or "q" not in view.given.model_fields
    ]
    asked = [one for one in of_view(view, schemas)["parameters"] if one["name"] == "q"]
    files = {
        kind.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
        for kind in ENDINGS.values()
    }
    said = answers("Done")
    return {
        "parameters": [*own, *asked, *further],
        "responses": {**said, 200: {"description": "The file.", "content": files}, 404: said[409]},
    }
