"""What a screen reader is handed: reads and works the accessibility tree, and nothing else.

Run by Debian's own Python, where `pyatspi` is; imports nothing of the project, so that all it
knows of the windows came over the accessibility bus. One order a line on its input, one answer
a line on its output, both JSON.
"""

import json
import sys

import pyatspi

ACTABLE = {
    "push button",
    "toggle button",
    "check box",
    "radio button",
    "entry",
    "text",
    "password text",
    "list item",
    "slider",
    "spin button",
    "combo box",
    "link",
    "page tab",
    "table cell",
    "menu item",
}
STATES = {
    "enabled": pyatspi.STATE_ENABLED,
    "focusable": pyatspi.STATE_FOCUSABLE,
    "focused": pyatspi.STATE_FOCUSED,
    "checked": pyatspi.STATE_CHECKED,
    "showing": pyatspi.STATE_SHOWING,
}


class Reader:
    """Keeps what the last walk met, by number, so that it can be acted upon."""

    def __init__(self):
        self._met = []

    def walk(self, order):
        """Return every visible node of the process's windows, parents before children."""
        self._met = []
        for application in self._applications(order["pid"]):
            for window in application:
                if window is not None:
                    self._meet(window, 0)
        return [self._told(number, depth) for number, (_, depth) in enumerate(self._met)]

    def processes(self, _order):
        """Return the processes that show a window now."""
        found = []
        for application in self._desktop():
            if application is not None and any(
                window is not None and _is(window, pyatspi.STATE_VISIBLE) for window in application
            ):
                found.append(application.get_process_id())
        return found

    def act(self, order):
        """Do one of a node's own actions, by its name."""
        actions = self._met[order["node"]][0].queryAction()
        for number in range(actions.nActions):
            if actions.getName(number).lower() == order["action"].lower():
                return actions.doAction(number)
        raise LookupError(f"no action {order['action']}")

    def write(self, order):
        """Put a text into a node that can be edited, in place of what was there."""
        return self._met[order["node"]][0].queryEditableText().setTextContents(order["text"])

    def read(self, order):
        """Return the text that a node holds."""
        return self._met[order["node"]][0].queryText().getText(0, -1)

    def _desktop(self):
        desktop = pyatspi.Registry.getDesktop(0)
        desktop.clear_cache()
        return desktop

    def _applications(self, pid):
        return [a for a in self._desktop() if a is not None and a.get_process_id() == pid]

    def _meet(self, node, depth):
        node.clear_cache()
        if not _is(node, pyatspi.STATE_VISIBLE):
            return
        self._met.append((node, depth))
        for child in node:
            if child is not None:
                self._meet(child, depth + 1)

    def _told(self, number, depth):
        node = self._met[number][0]
        role, states = node.getRoleName(), node.getState()
        told = {
            "node": number,
            "depth": depth,
            "role": role,
            "name": node.name,
            "states": [name for name, state in STATES.items() if states.contains(state)],
        }
        if role in ACTABLE:
            told["id"] = node.get_accessible_id().rpartition(".")[2]
            told["description"] = node.description
            told["actions"] = _actions(node)
        return told


def _actions(node):
    try:
        actions = node.queryAction()
    except NotImplementedError:
        return []
    return [actions.getName(number) for number in range(actions.nActions)]


def _is(node, state):
    return node.getState().contains(state)


def main():
    reader = Reader()
    orders = {
        "walk": reader.walk,
        "processes": reader.processes,
        "act": reader.act,
        "write": reader.write,
        "read": reader.read,
    }
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"done": orders[order["do"]](order)}
        except Exception as error:
            answer = {"why": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
