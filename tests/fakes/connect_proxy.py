"""A real HTTP proxy on the loopback: CONNECT tunnels, for those who say who they are."""

from __future__ import annotations

import base64
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["ConnectProxy", "connect_proxy"]

LOOK_S = 0.1


@dataclass
class ConnectProxy:
    """`credential` is what it asks for ("" = nothing); `seen` are the heads it was sent."""

    credential: str = ""
    seen: list[str] = field(default_factory=list)
    tunnelled_bytes: int = 0
    _door: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _is_over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._door.getsockname()[1]}"

    def start(self) -> None:
        self._door.settimeout(LOOK_S)
        self._begin(self._accept)

    def stop(self) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        self._door.close()

    def _begin(self, work, *given) -> None:
        thread = threading.Thread(target=work, args=given)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._is_over.is_set():
            try:
                client, _ = self._door.accept()
            except TimeoutError:
                continue
            self._begin(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with client:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = client.recv(4096)
                if not piece:
                    return
                head += piece
            self.seen.append(head.decode("latin-1"))
            method, target, _ = self.seen[-1].split(" ", 2)
            if not self._is_known(self.seen[-1]):
                client.sendall(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                    b'Proxy-Authenticate: Basic realm="site"\r\nContent-Length: 0\r\n\r\n'
                )
                return
            if method != "CONNECT":
                client.sendall(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
                return
            host, _, port = target.rpartition(":")
            with socket.create_connection((host.strip("[]"), int(port))) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._relay(client, server)

    def _is_known(self, head: str) -> bool:
        if not self.credential:
            return True
        expected = base64.b64encode(self.credential.encode()).decode()
        return f"proxy-authorization: basic {expected}".lower() in head.lower()

    def _relay(self, one: socket.socket, other: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(one, selectors.EVENT_READ, other)
            selector.register(other, selectors.EVENT_READ, one)
            while not self._is_over.is_set():
                for key, _ in selector.select(LOOK_S):
                    assert isinstance(key.fileobj, socket.socket)
                    try:
                        piece = key.fileobj.recv(65536)
                        key.data.sendall(piece)
                    except OSError:
                        return
                    if not piece:
                        return
                    self.tunnelled_bytes += len(piece)


@contextmanager
def connect_proxy(credential: str = "") -> Iterator[ConnectProxy]:
    """Run a proxy until the block ends."""
    proxy = ConnectProxy(credential)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
