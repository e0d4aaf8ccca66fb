"""The long poll says once that something is new, and never keeps what it heard."""

from __future__ import annotations

import queue
import threading

from sync.agent.listen import Listener
from sync.agent.server import NotNow
from sync.protocol.frames import Page
from sync.protocol.messages import PageHead

QUIET = Page(PageHead("7", False))
NEWS = Page(PageHead("8", False), (b"wire",))


class ScriptedServer:
    """Answers `changes` with what the test puts in, and waits when there is nothing."""

    def __init__(self) -> None:
        self.answers: queue.SimpleQueue[Page | Exception] = queue.SimpleQueue()
        self.asked: queue.SimpleQueue[tuple[str, int, int]] = queue.SimpleQueue()

    def changes(self, after: str, limit: int, wait_s: int = 0, spare_own: bool = False) -> Page:
        self.asked.put((after, limit, wait_s))
        answer = self.answers.get()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.answers.put(NotNow("sync.cut"))


def listening():
    server, heard = ScriptedServer(), threading.Semaphore(0)
    listener = Listener(server, heard.release)
    listener.start()
    return server, heard, listener


def test_it_asks_for_one_statement_and_waits():
    server, _, listener = listening()
    listener.listen("7")
    assert server.asked.get(timeout=5) == ("7", 1, 25)
    listener.stop()


def test_quiet_polls_follow_one_another_and_news_is_said_once():
    server, heard, listener = listening()
    listener.listen("7")
    server.answers.put(QUIET)
    server.answers.put(NEWS)
    assert heard.acquire(timeout=5)
    assert server.asked.qsize() == 2
    assert not heard.acquire(blocking=False)
    listener.listen("8")
    server.answers.put(NEWS)
    assert heard.acquire(timeout=5)
    listener.stop()


def test_a_line_that_breaks_is_said_so_that_the_loop_looks():
    server, heard, listener = listening()
    listener.listen("7")
    server.answers.put(NotNow("sync.cut"))
    assert heard.acquire(timeout=5)
    listener.stop()


def test_news_of_a_place_left_meanwhile_is_not_said():
    server, heard, listener = listening()
    listener.listen("7")
    assert server.asked.get(timeout=5)[0] == "7"
    listener.listen("8")
    server.answers.put(NEWS)
    assert server.asked.get(timeout=5)[0] == "8"
    assert not heard.acquire(blocking=False)
    listener.stop()
