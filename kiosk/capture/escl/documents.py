"""XML from a scanner as a small tree of plain nodes, or a refusal; nothing is expanded.

The standard parser underneath would follow a document's own entities: one kilobyte can
name gigabytes. A document type is therefore refused whole, and size, depth and number of
elements are bounded. Makers disagree about namespace prefixes: only local names count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

__all__ = ["MAX_XML_BYTES", "BadDocument", "Node", "parse"]

MAX_XML_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_NODES = 5_000


class BadDocument(ValueError):
    """Not XML, or XML that asks for more than a scanner has to say."""


@dataclass(slots=True)
class Node:
    """One element: its local name, its own text, its children."""

    name: str
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Node]:
        """Yield every element `name` below this one, in document order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.all(name)

    def first(self, name: str) -> Node | None:
        """Return the first element `name` below this one."""
        return next(self.all(name), None)

    def said(self, name: str) -> str:
        """Return the text of the first element `name`, "" when there is none."""
        found = self.first(name)
        return found.text if found is not None else ""

    def number(self, name: str, default: int) -> int:
        """Return the number in the first element `name`, `default` for anything else."""
        text = self.said(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def parse(untrusted: bytes) -> Node:
    """Return the root element. Raises BadDocument."""
    if len(untrusted) > MAX_XML_BYTES:
        raise BadDocument("a document is longer than allowed")
    tree = _Tree()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = tree.refuse
    parser.EntityDeclHandler = tree.refuse
    parser.ExternalEntityRefHandler = tree.refuse
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.say
    try:
        parser.Parse(untrusted, True)
    except (expat.ExpatError, ValueError, LookupError) as cause:  # LookupError: an encoding
        raise BadDocument("a document is not plain XML") from cause
    (root,) = tree.top.children
    return root


class _Tree:
    def __init__(self) -> None:
        self.top = Node("")
        self._open = [self.top]
        self._count = 0

    def refuse(self, *_: object) -> int:
        raise BadDocument("a document brings types or entities of its own")

    def start(self, name: str, _: object) -> None:
        self._count += 1
        if self._count > MAX_NODES or len(self._open) > MAX_DEPTH:
            raise BadDocument("a document has too many elements")
        node = Node(name.rpartition(":")[2])
        self._open[-1].children.append(node)
        self._open.append(node)

    def end(self, _: str) -> None:
        node = self._open.pop()
        node.text = node.text.strip()

    def say(self, text: str) -> None:
        self._open[-1].text += text
