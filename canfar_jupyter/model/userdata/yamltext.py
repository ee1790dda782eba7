"""Read YAML with the position of each value, so that a finding can name its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml  # type: ignore[import-untyped]

from canfar_jupyter.model.userdata.findings import Finding

MOST_NODES = 50_000  # values, with each alias expanded: more is a YAML bomb
DEEPEST = 100  # levels


@dataclass(frozen=True, slots=True)
class Yaml:
    """A YAML text: its value, its node tree, and its syntax findings."""

    value: Any
    root: yaml.Node | None
    findings: tuple[Finding, ...]

    def place(self, path: list[str | int]) -> tuple[int | None, int | None]:
        """Return line and column of the value at this path, or of its closest parent."""
        if self.root is None:
            return None, None
        node = self.root
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            node = found
        return node.start_mark.line + 1, node.start_mark.column + 1


def read(text: str) -> Yaml:
    """Read it; never fails: an unreadable text has a finding and no value."""
    # CSafeLoader is 10 times as fast; the other is for a PyYAML without C
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if not _shallow(yaml.parse(text, Loader=loader)):
            return _broken(_too_much())
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        return _broken(_syntax(error, text))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"Line {line} has a character that YAML does not allow."
        return _broken(Finding(severity="error", message=message, line=line))
    except (yaml.YAMLError, RecursionError, ValueError):
        return _broken(Finding(severity="error", message="This is not valid YAML."))
    if root is None:
        return Yaml(None, None, ())
    if not _bounded(root):
        return _broken(_too_much())
    try:
        value = yaml.constructor.SafeConstructor().construct_document(root)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        message = f"A value cannot be read: {getattr(error, 'problem', None) or error}."
        at = mark.line + 1 if mark else None
        return _broken(Finding(severity="error", message=message, line=at))
    return Yaml(value, root, tuple(_repeated(root)))


def _broken(finding: Finding) -> Yaml:
    return Yaml(None, None, (finding,))


def _too_much() -> Finding:
    message = "It is nested too deeply, or has too many aliases, to be checked."
    return Finding(severity="error", message=message)


def _shallow(events: Iterable[yaml.Event]) -> bool:
    """Return whether it can be parsed safely: nesting thousands deep would crash the process."""
    depth = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                return False
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return True


def _syntax(error: yaml.MarkedYAMLError, text: str) -> Finding:
    mark = error.problem_mark or error.context_mark
    line: int | None = mark.line + 1 if mark else None
    column: int | None = mark.column + 1 if mark else None
    problem = error.problem or "this is not valid YAML"
    lines = text.split("\n")
    if line is not None and line <= len(lines) and "\t" in _indent(lines[line - 1]):
        problem = "this line is indented with a tab; YAML allows only spaces"
    context = f" {error.context}" if error.context else ""
    where = f" at line {line}, column {column}" if line is not None else ""
    message = f"YAML error{where}{context}: {problem}."
    return Finding(severity="error", message=message, line=line, column=column)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _bounded(root: yaml.Node) -> bool:
    """Return whether the tree, with all aliases expanded, has an acceptable size and depth."""
    sizes: dict[int, int] = {}

    def size(node: yaml.Node, above: tuple[int, ...]) -> int:
        if id(node) in above or len(above) > DEEPEST:
            return MOST_NODES + 1
        if id(node) not in sizes:
            total = 1
            for child in _children(node):
                total += size(child, (*above, id(node)))
                if total > MOST_NODES:
                    break
            sizes[id(node)] = total
        return sizes[id(node)]

    return size(root, ()) <= MOST_NODES


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                # A problem with a short value is reported at its name
                return value if isinstance(value, yaml.CollectionNode) else _at(value, key)
    return None


def _at(value: yaml.Node, key: yaml.Node) -> yaml.Node:
    return yaml.ScalarNode(value.tag, value.value, key.start_mark, value.end_mark)


def _repeated(root: yaml.Node) -> Iterator[Finding]:
    """Yield a warning for each duplicate key of a mapping: YAML silently keeps the last one."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        names: set[str] = set()
        if isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                    line = key.start_mark.line + 1
                    if key.value in names:
                        message = (
                            f"Duplicate key {key.value!r}: only the last, at line {line}, counts."
                        )
                        yield Finding(severity="warning", message=message, line=line)
                    names.add(key.value)
        waiting.extend(_children(node))
