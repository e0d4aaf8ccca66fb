"""Printing through a real CUPS: what comes out, what is told of it, and that nothing stays.

VLT-28, DER-09. The scheduler is Debian's own, private to each test (`fakes/cups_process.py`).
"""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
import time

import pytest

from kiosk.errors import Unavailable
from kiosk.printing.cups import CupsPrinters
from kiosk.printing.ports import PrintJob, PrintOrder, Progress, Stage, Trouble
from kiosk.session.wipe import Surroundings, Wipe, cancel_prints_command
from tests.fakes.cups_process import CupsProcess, cupsd_binary

CANARY = b"Amina Diallo 21/11/1990 CANARY-7f3a"
PDF = b"%PDF-1.4\n" + CANARY * 500 + b"\n%%EOF"


@pytest.fixture
def cups(tmp_path):
    assert cupsd_binary(), "package cups-daemon is part of `packaging/setup test`"
    process = CupsProcess(tmp_path / "cups")
    process.start()
    yield process
    process.stop()


@pytest.fixture
def printers(cups):
    return CupsPrinters(cups.socket)


def end_of(printers: CupsPrinters, job: PrintJob, cups: CupsProcess) -> Progress:
    seen: list[Progress] = []

    def is_over() -> bool:
        seen.append(printers.look(job))
        return seen[-1].stage.is_over

    cups.wait_for(is_over)
    return seen[-1]


def test_queues_are_told_by_the_names_people_gave_them_the_default_first(printers):
    found = printers.printers()
    assert [(p.name, p.title, p.is_default) for p in found] == [
        ("accueil", "Accueil", True),
        ("bureau", "Bureau 2", False),
    ]
    assert all(p.trouble is None for p in found)


def test_a_paper_is_printed_byte_for_byte_and_its_good_end_is_told(printers, cups):
    job = printers.send("bureau", PDF, PrintOrder(copies=2, is_colour=False), title="papier")
    assert end_of(printers, job, cups) == Progress(Stage.DONE)
    assert cups.printed() == [PDF]
    (order,) = cups.orders()
    assert order.split()[0] == "2"
    assert "print-color-mode=monochrome" in order


def test_after_the_job_no_word_of_it_stays_anywhere_in_the_scheduler(printers, cups):
    job = printers.send("accueil", PDF, PrintOrder(), title="papier")
    end_of(printers, job, cups)
    cups.wait_for(lambda: not cups.jobs())
    assert cups.left(CANARY) == []
    cups.stop()
    assert cups.left(CANARY) == []


def test_the_pages_do_lie_in_the_spool_while_they_wait_or_the_search_would_prove_nothing(
    printers, cups
):
    cups.tell("hold")
    printers.send("accueil", PDF, PrintOrder(), title="papier")
    cups.wait_for((cups.here / "begun").exists)
    assert len(cups.left(CANARY)) == 1


def test_a_scheduler_with_its_own_defaults_keeps_the_pages_which_doctor_tells(tmp_path):
    keeping = CupsProcess(tmp_path / "cups", keeps=True)
    keeping.start()
    try:
        printers = CupsPrinters(keeping.socket)
        job = printers.send("accueil", PDF, PrintOrder(), title="papier")
        assert end_of(printers, job, keeping).stage is Stage.DONE
        assert len(keeping.left(CANARY)) == 1
    finally:
        keeping.stop()


def test_a_printer_without_paper_says_so_and_goes_on_by_itself(printers, cups):
    cups.tell("no-paper")
    job = printers.send("accueil", PDF, PrintOrder(), title="papier")
    cups.wait_for(lambda: printers.look(job).trouble is Trouble.NO_PAPER)
    assert printers.printers()[0].trouble is Trouble.NO_PAPER
    cups.untell("no-paper")
    assert end_of(printers, job, cups) == Progress(Stage.DONE)


def test_a_printer_that_breaks_is_told_though_the_scheduler_has_forgotten_the_job(printers, cups):
    cups.tell("break")
    job = printers.send("accueil", PDF, PrintOrder(), title="papier")
    assert end_of(printers, job, cups) == Progress(Stage.FAILED)
    assert cups.left(CANARY) == []


def test_a_job_is_stopped_in_the_middle_and_nothing_of_it_stays(printers, cups):
    cups.tell("hold")
    job = printers.send("accueil", PDF, PrintOrder(), title="papier")
    cups.wait_for((cups.here / "begun").exists)
    printers.cancel(job)
    cups.wait_for(lambda: not cups.jobs())
    assert end_of(printers, job, cups).stage.is_over
    assert cups.printed() == []
    assert cups.left(CANARY) == []
    printers.cancel(job)  # over: no error


@pytest.mark.parametrize("keeps", [False, True])
def test_the_wipe_ends_a_job_in_progress_and_empties_the_spool_even_of_a_keeping_scheduler(
    tmp_path, keeps
):
    cups = CupsProcess(tmp_path / "cups", keeps=keeps)
    cups.start()
    try:
        printers = CupsPrinters(cups.socket)
        end_of(printers, printers.send("bureau", PDF, PrintOrder(), title="papier"), cups)
        cups.untell("begun")
        cups.tell("hold")
        printers.send("accueil", PDF, PrintOrder(), title="papier")
        printers.send("accueil", PDF, PrintOrder(), title="papier")
        cups.wait_for((cups.here / "begun").exists)
        command = cancel_prints_command(cups.socket)
        assert command is not None
        wipe = Wipe((), tmp_path, Surroundings(lambda: None, command))
        wipe.start(time.monotonic())
        cups.wait_for(lambda: wipe.poll(time.monotonic()) is not None)
        cups.wait_for(lambda: not cups.jobs())
        assert cups.left(CANARY) == []
        assert len(cups.printed()) == 1, "what was printed before, and no more"
    finally:
        cups.stop()


HALF_A_DOCUMENT = """
import socket, sys, time
from pathlib import Path
from kiosk.printing.cups import CupsPrinters, _LocalConnection
from kiosk.printing.ports import PrintOrder
sys.path.insert(0, sys.argv[1])

def stuck(self, body):
    self.sock.sendall(body[: len(body) // 2])
    print("half", flush=True)
    time.sleep(60)

_LocalConnection.send = lambda self, data: (
    stuck(self, data) if b"%PDF" in data[:4000] else self.__class__.__mro__[1].send(self, data)
)
CupsPrinters(Path(sys.argv[2])).send("accueil", sys.stdin.buffer.read(), PrintOrder(), title="x")
"""


def test_a_session_killed_while_it_hands_pages_over_leaves_nothing_after_the_wipe(cups):
    child = subprocess.Popen(
        [sys.executable, "-c", HALF_A_DOCUMENT, os.getcwd(), str(cups.socket)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(PDF * 40)
    child.stdin.close()
    assert child.stdout.readline() == b"half\n"
    child.stdout.close()
    child.kill()
    child.wait()
    command = cancel_prints_command(cups.socket)
    assert command is not None
    cups.wait_for(lambda: subprocess.run(command, check=False).returncode == 0 and not cups.jobs())
    assert cups.left(CANARY) == []
    assert cups.printed() == []


def as_nobody(call) -> int:
    """Run `call` in a child that is an ordinary account; return how it ended."""
    nobody = pwd.getpwnam("nobody")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            os.environ.update(USER="nobody", LOGNAME="nobody")
            call()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(os.geteuid() != 0, reason="elsewhere every test here is an ordinary account's")
@pytest.mark.parametrize("keeps", [False, True])
def test_an_account_without_rights_over_printers_takes_its_own_jobs_away_and_no_others(
    tmp_path, keeps
):
    """The account of a post is such a one; CUPS refuses it `cancel -a` altogether."""
    for folder in [tmp_path, *tmp_path.parents]:
        folder.chmod(folder.stat().st_mode | 0o011)
    cups = CupsProcess(tmp_path / "cups", keeps=keeps)
    cups.start()
    try:
        printers = CupsPrinters(cups.socket)

        def send(queue: str, pdf: bytes = PDF) -> None:
            printers.send(queue, pdf, PrintOrder(), title="papier")

        def wait(count: int) -> None:
            assert printers.waiting() == count

        assert as_nobody(lambda: send("bureau")) == 0
        cups.wait_for(lambda: len(cups.printed()) == 1)
        cups.wait_for(lambda: len(cups.left(CANARY)) == (1 if keeps else 0))
        assert as_nobody(lambda: wait(0)) == 0, "one that is over waits no more"
        cups.untell("begun")
        cups.tell("hold")
        assert as_nobody(lambda: send("accueil")) == 0
        assert as_nobody(lambda: send("accueil")) == 0
        send("bureau", b"%PDF somebody else's")
        cups.wait_for((cups.here / "begun").exists)
        assert as_nobody(lambda: wait(2)) == 0, "its own, and no other account's"
        assert as_nobody(printers.cancel_mine) == 0
        assert as_nobody(lambda: wait(0)) == 0
        cups.wait_for(lambda: cups.left(CANARY) == [])
        assert len(cups.left(b"somebody else's")) == 1
    finally:
        cups.stop()


def test_a_machine_without_scheduler_or_queue_says_so(tmp_path, cups):
    absent = CupsPrinters(tmp_path / "no.sock")
    for ask in (absent.printers, lambda: absent.print_pdf(PDF, title="card")):
        with pytest.raises(Unavailable, match="print.no_printer"):
            ask()
    with pytest.raises(Unavailable, match="print.no_printer"):
        CupsPrinters(cups.socket).send("elsewhere", PDF, PrintOrder(), title="papier")
    with pytest.raises(Unavailable, match="print.no_printer"):
        CupsPrinters(cups.socket, preferred="elsewhere").print_pdf(PDF, title="card")


def test_our_own_papers_go_to_the_default_queue_the_same_way(printers, cups):
    printers.print_pdf(PDF, title="card")
    cups.wait_for(lambda: cups.printed() == [PDF] and not cups.jobs())
    assert cups.left(CANARY) == []


def test_where_nobody_named_a_usual_queue_our_papers_go_to_the_first(tmp_path):
    cups = CupsProcess(tmp_path / "cups", has_default=False)
    cups.start()
    try:
        CupsPrinters(cups.socket).print_pdf(PDF, title="card")
        cups.wait_for(lambda: cups.printed() == [PDF])
    finally:
        cups.stop()
