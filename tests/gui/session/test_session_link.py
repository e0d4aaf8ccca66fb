"""The session's link inside a Qt loop: orders become signals, real input becomes a heartbeat."""

from __future__ import annotations

import socket

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from kiosk.session import channel as ch
from kiosk.session.channel import FROM_SESSION, Channel
from kiosk.session.session_channel import SessionChannel
from ui.shell.session_link import SessionLink


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def gone():
    return []


@pytest.fixture
def ends(qtbot, clock, gone):
    """The supervisor's end, and the link of a session that is ready."""
    ours, theirs = socket.socketpair()
    supervisor = Channel(ours, FROM_SESSION)
    link = SessionLink(SessionChannel(theirs.detach()), gone=lambda: gone.append(True), clock=clock)
    link.ready()
    yield supervisor, link
    link.close()
    link.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    supervisor.close()


@pytest.fixture
def field(qtbot, ends):
    made = QLineEdit()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    ends[0].receive()
    return made


def test_every_order_of_the_supervisor_comes_up_as_a_signal(qtbot, ends):
    supervisor, link = ends
    begin = ch.Begin(ch.Mode.DESK, "fr", b"\x11" * 32, None, "/run/x", "/var/x")
    for message, signal, expected in (
        (begin, link.begun, [begin]),
        (ch.Warn(30), link.warned, [30]),
        (ch.Calm(), link.calmed, []),
        (ch.Lock(), link.lock_ordered, []),
        (ch.VaultKey(b"\x22" * 32), link.vault_key_came, [b"\x22" * 32]),
    ):
        with qtbot.waitSignal(signal, timeout=2000) as caught:
            supervisor.send(message)
        assert caught.args == expected


def test_everything_a_session_says_arrives_in_order(ends):
    supervisor, link = ends
    assert supervisor.receive() == [ch.Ready()]
    link.signed_in(ch.Who.WORKER)
    link.vault_key(b"\x22" * 32)
    link.busy(True)
    link.busy(False)
    link.viewing(True)
    link.slow(True)
    link.locked()
    link.unlocked()
    link.finish("done")
    assert supervisor.receive() == [
        ch.SignedIn(ch.Who.WORKER),
        ch.VaultKey(b"\x22" * 32),
        ch.Busy(on=True),
        ch.Busy(on=False),
        ch.Viewing(on=True),
        ch.Slow(on=True),
        ch.Locked(),
        ch.Unlocked(),
        ch.Finish("done"),
    ]


def test_keys_and_clicks_are_input_at_most_once_a_second(qtbot, ends, field, clock):
    supervisor, _ = ends
    qtbot.keyClicks(field, "Amina")
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert supervisor.receive() == [ch.Input()]
    clock.now_s += 0.9
    qtbot.keyClicks(field, "D")
    assert supervisor.receive() == []
    clock.now_s += 0.2
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert supervisor.receive() == [ch.Input()]


def test_what_a_program_types_is_nobody(ends, field):
    supervisor, _ = ends
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QCoreApplication.sendEvent(field, press)
    field.setText("typed by a program")
    assert field.text() == "typed by a program"
    assert supervisor.receive() == []


def test_a_press_by_an_assistive_tool_is_someone(qtbot, ends):
    supervisor, _ = ends
    button = QPushButton()
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):
        button.show()
    supervisor.receive()
    with qtbot.waitSignal(button.clicked):
        QAccessible.queryAccessibleInterface(button).actionInterface().doAction("Press")
    assert ch.Input() in supervisor.receive()


def test_a_trembling_mouse_is_nobody_and_a_moved_one_is_someone(qtbot, ends, field):
    supervisor, _ = ends
    qtbot.mouseMove(field, QPoint(10, 10))
    qtbot.mouseMove(field, QPoint(11, 10))
    qtbot.mouseMove(field, QPoint(10, 11))
    assert supervisor.receive() == []
    qtbot.mouseMove(field, QPoint(40, 10))
    assert supervisor.receive() == [ch.Input()]


def test_a_first_paint_is_told_once(qtbot, ends):
    supervisor, link = ends
    supervisor.receive()
    window = QLineEdit()
    qtbot.addWidget(window)
    link.say_when_painted(window)
    with qtbot.waitExposed(window):
        window.show()
    heard: list[ch.Message] = []

    def has_painted() -> bool:
        heard.extend(supervisor.receive())
        return ch.Painted() in heard

    qtbot.waitUntil(has_painted, timeout=2000)
    window.update()
    QApplication.processEvents()
    assert heard + supervisor.receive() == [ch.Painted()]


def test_a_link_whose_supervisor_is_gone_ends_the_session_once(qtbot, ends, gone):
    supervisor, _ = ends
    supervisor.close()
    qtbot.waitUntil(lambda: gone == [True], timeout=2000)
    QApplication.processEvents()
    assert gone == [True]


def test_the_beat_says_alive_by_itself(qtbot, ends):
    supervisor, _ = ends
    supervisor.receive()
    heard: list[ch.Message] = []

    def has_beaten() -> bool:
        heard.extend(supervisor.receive())
        return ch.Alive() in heard

    qtbot.waitUntil(has_beaten, timeout=4000)
