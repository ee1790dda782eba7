"""Validate a cloud-config with cloud-init's own schema.

Source: cloudinit/config/schemas/schema-cloud-config-v1.json of cloud-init 25.1 (schemas/LICENSE)
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from canfar_jupyter.model.userdata.findings import Finding
from canfar_jupyter.model.userdata.yamltext import Yaml

_MAX_FINDINGS = 20  # findings: a text that is not a cloud-config would have hundreds
_TYPES = {
    "array": "a list",
    "object": "a mapping (name: value)",
    "string": "text (put quotes around it)",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def violations(config: Yaml) -> Iterator[Finding]:
    """Yield what the schema does not allow; values are never quoted, as they may be secret."""
    for count, error in enumerate(_validator().iter_errors(_texts(config.value))):
        if count == _MAX_FINDINGS:
            return
        error = _deepest(error)
        path = list(error.absolute_path)
        names = _unknown(error)
        for name in names:
            line, column = config.place([*path, name] if name else path)
            yield Finding(
                severity="warning" if name else "error",
                message=_message(error, path, name),
                line=line,
                column=column,
            )


def _texts(value: Any) -> Any:
    """Return a value with bytes (``!!binary``) as text: cloud-init's schema accepts both."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, dict):
        return {_texts(name): _texts(inner) for name, inner in value.items()}
    return [_texts(inner) for inner in value] if isinstance(value, list) else value


@cache
def _validator() -> Any:
    import jsonschema  # type: ignore[import-untyped]  # imported late: it is slow

    text = files(__package__).joinpath("schemas/schema-cloud-config-v1.json").read_text()
    return jsonschema.Draft4Validator(json.loads(text))


def _deepest(error: Any) -> Any:
    """Return, for a choice that failed as a whole, the failure in the branch that came closest."""
    while error.context:
        closest = max(error.context, key=lambda inner: (len(inner.path), inner.validator != "type"))
        if not closest.path and closest.validator == "type":
            return error  # no branch comes close: report the choice itself
        error = closest
    return error


def _unknown(error: Any) -> list[str | None]:
    """Return the names that the schema does not know; [None]: another kind of failure."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, dict):
        return [None]
    known = error.schema.get("properties", {})
    return [str(name) for name in error.instance if name not in known]


def _message(error: Any, path: list[str | int], name: str | None) -> str:
    where = f"'{_dotted(path)}'" if path else "the cloud-config"
    if name is not None:
        close = difflib.get_close_matches(name, list(error.schema.get("properties", {})), 1)
        hint = f": did you mean '{close[0]}'?" if close else "."
        return f"cloud-init knows no '{name[:60]}' in {where}{hint}"
    text = f"cloud-init expects {where} to {_expected(error)}."
    return text if path else text.replace("the cloud-config", "a cloud-config", 1)


def _dotted(path: list[str | int]) -> str:
    return ".".join(str(step)[:60] for step in path)


def _expected(error: Any) -> str:
    value = error.validator_value
    match error.validator:
        case "type":
            types = [value] if isinstance(value, str) else value
            return "be " + " or ".join(_TYPES.get(name, name) for name in types)
        case "enum":
            return "be one of " + ", ".join(str(item) for item in value)
        case "required":
            missing = [name for name in value if name not in error.instance]
            return "have " + " and ".join(f"'{name}'" for name in missing)
        case "oneOf" | "anyOf":
            types = [branch["type"] for branch in value if isinstance(branch.get("type"), str)]
            if types:
                return "be " + " or ".join(_TYPES.get(name, name) for name in dict.fromkeys(types))
            return "have another form"
        case "minItems" | "minLength" | "minProperties":
            return f"have at least {value} of them"
        case "maxItems" | "maxLength" | "maxProperties":
            return f"have at most {value} of them"
        case "minimum":
            return f"be {value} or more"
        case "maximum":
            return f"be {value} or less"
        case "pattern" | "format":
            return f"look like {value}"
        case "uniqueItems":
            return "have no duplicates"
        case _:
            return f"follow its rule '{error.validator}'"
