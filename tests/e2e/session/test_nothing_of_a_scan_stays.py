"""Nothing of a scanned page stays after its session: not its pixels, not its words (SEC-12).

A real post: pages come from SANE, are looked at, made better and read in their children, and
lie sealed in a draft. Afterwards the scan, the page made better, its small picture and the
words read on it are looked for in every process that remains and in every file.
"""

from __future__ import annotations

import base64
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from kiosk.capture.reading.models import missing_models
from kiosk.session.memory_search import NotReadable, running_processes, search
from tests.fakes.pages import to_ppm
from tests.fakes.real_post import WORKER_PASSWORD, RealPost, real_post
from ui.tour.stage import Hand, Stage, wait_for
from ui.tour.traces import children_of, in_files, in_memory, middle_of

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root reads the memory of others"),
]

ROOT = Path(__file__).resolve().parents[3]
DRAWN = "ORNITHORYNQUE"
"""Stands nowhere but on the page: whoever knows it has read it there."""

READ_S = 120.0
SPOOL = Path("/var/spool/cups")


def drawn_page() -> Image.Image:
    """Return an A4 page at 150 dpi, full of made-up words: no stretch of its JPEG is common."""
    rng = random.Random(20261128)
    page = Image.new("RGB", (1240, 1754), (250, 249, 246))
    draw = ImageDraw.Draw(page)
    font = str(ROOT / "resources/fonts/Andika-Regular.ttf")
    large, small = (ImageFont.truetype(font, size) for size in (64, 26))
    draw.text((120, 110), f"Dossier {DRAWN}", fill=(30, 30, 60), font=large)
    for line in range(34):
        words = ("".join(rng.sample("aeioulmnrst", rng.randint(3, 8))) for _ in range(9))
        draw.text((120, 260 + 40 * line), " ".join(words), fill=(40, 40, 40), font=small)
    return page


@contextmanager
def scanning_post(folder: Path) -> Iterator[RealPost]:
    """Yield a post whose scanner has the page on its glass, with temporary files of its own."""
    glass, temporary, world = (folder / name for name in ("glass", "tmp", "world"))
    for each in (glass, temporary, world):
        each.mkdir()
    picture = glass / "page.ppm"
    picture.write_bytes(to_ppm(drawn_page()))
    with real_post(world) as post:
        (world / "sane" / "dll.conf").write_text("pnm\n", encoding="ascii")
        post.environment = {
            **post.environment,
            "RECONNECT_KIOSK_SCANNER_OPTIONS": f"filename={picture}",
            "TMPDIR": str(temporary),
        }
        yield post


def test_what_was_scanned_shown_and_read_is_nowhere_once_its_session_ended(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if "fra" in missing_models():
        pytest.skip("no model to read with")
    tmp_path = tmp_path_factory.mktemp("scan")  # sockets' paths hold 107 bytes (unix(7))
    with scanning_post(tmp_path) as post:
        stage = Stage(post.network.folder / "stage.sock")
        supervisor = post.start("desk", "--drive", str(stage.path))
        try:
            session = signed_in(post, stage)
            canaries = scanned(session)
            helpers = children_of(session.pid)
            assert helpers, "pages are worked on in children"
            found = in_memory({"session": session.pid}, canaries)["session"]
            assert all(found.values()), found
            session.press("back")
            session.until("draft_0")
            session.press("sign_out")
            wait_for(lambda: not Path(f"/proc/{session.pid}").exists(), 40, "the session's end")
            stage.hand("supervisor").until("begin", timeout_s=40)
            wait_for(lambda: not any(map(is_alive, helpers)), 5, "the end of its children")
            remaining = {f"{pid}": pid for pid in (supervisor, *children_of(supervisor))}
            remaining["server"] = post.network.server_pid
            assert not hits(in_memory(remaining, canaries))
            assert capture_children_with(canaries) == []
            assert post.stop() == 0
        finally:
            stage.close()
        folders = [post.network.server_data, post.post.state_dir, post.post.runtime_dir]
        folders += [tmp_path / "tmp", *([SPOOL] if SPOOL.is_dir() else [])]
        count, files = in_files(folders, canaries)
        assert count > 3
        assert not any(files.values()), files


def signed_in(post: RealPost, stage: Stage) -> Hand:
    """Install the post and let its worker in, as on a first day."""
    supervisor = stage.hand("supervisor")
    supervisor.until("begin", timeout_s=60)
    supervisor.press("begin")
    session = stage.hand("session")
    session.type("enrol_place", "Bureau 1")
    session.type("enrol_code", post.code)
    session.press("enrol_start")
    session.until("enrol_finish", enabled=True, timeout_s=60)
    session.press("enrol_finish")
    session.type("login", post.worker.login)
    session.type("password", post.worker.password)
    session.press("sign_in")
    session.type("old_password", post.worker.password)
    session.type("new_password", WORKER_PASSWORD)
    session.type("new_password_again", WORKER_PASSWORD)
    session.press("change_password")
    session.until("accept_box", timeout_s=60)
    session.press("accept_box")
    session.press("accept_terms")
    session.until("search", timeout_s=60)
    return session


def scanned(session: Hand) -> dict[str, str | bytes]:
    """Scan the page, wait until it was read, and return what is to be looked for."""
    session.press("scan")
    session.press("scan_start")
    session.until("page_turn", enabled=True, timeout_s=60)
    words: dict[str, str | bytes] = {"words": DRAWN}
    wait_for(lambda: search(session.pid, words).total, READ_S, "the words of the page")
    better, small = held(session, "page_picture"), held(session, "strip")
    session.press("page_restore")
    wait_for(lambda: held(session, "page_picture") != better, 30, "the page as it landed")
    landed = held(session, "page_picture")
    return {
        **words,
        "better": middle_of(better),
        "small": middle_of(small),
        "landed": middle_of(landed),
    }


def held(session: Hand, name: str) -> bytes:
    """Return the one picture that a control shows."""
    (picture,) = session.ask("held", name=name)
    return base64.b64decode(picture)


def is_alive(pid: int) -> bool:
    """Return whether a process runs: what waits to be counted out holds no memory any more."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def hits(found: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    return {role: counts for role, counts in found.items() if any(counts.values())}


def capture_children_with(canaries: dict[str, str | bytes]) -> list[int]:
    """Return the capture children, whosever they are, that hold one of the canaries."""
    found = []
    for pid in running_processes():
        with suppress(OSError, NotReadable):
            program = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"kiosk.capture" in program and search(pid, canaries).total:
                found.append(pid)
    return found
