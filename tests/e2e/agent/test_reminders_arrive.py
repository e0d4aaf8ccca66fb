"""A reminder's whole way (VLT-06, VLT-07, DER-17): ordered at a post off line, over HTTPS to the
server and to custody in a process of its own, sent at its hour, told to the post again."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from zoneinfo import ZoneInfo

from kiosk.domain.reminders import Outcome, Standing
from kiosk.flows.api import ConsentKind, NewReminder, OpenedSafe, ReminderLine, WorkerSession
from tests.fakes.custody_process import CustodyAlone, custody_alone
from tests.fakes.flow_bench import Bench
from tests.fakes.server_process import ServerProcess, server_process
from tests.fakes.smpp_centre import Centre, smpp_centre
from tests.fakes.world import consent, new_safe

PARIS = ZoneInfo("Europe/Paris")
PATIENCE_S = 60.0
NUMBER = "06 12 34 56 78"


@dataclass
class Site:
    """A post and its worker, a server, custody alone, and somebody with a telephone."""

    server: ServerProcess
    custody: CustodyAlone
    bench: Bench
    worker: WorkerSession
    opened: OpenedSafe
    log: Path

    def order(self) -> NewReminder:
        """Return a reminder whose first message is in two days, at half past nine."""
        day = datetime.now(PARIS).date() + timedelta(days=4)
        return NewReminder(datetime.combine(day, time(9, 30)), (2,))

    def go_to(self, moment: datetime) -> None:
        """Let custody's clock and the post's stand at an hour of Paris's wall."""
        at = moment.replace(tzinfo=PARIS)
        self.custody.ahead_s = (at - datetime.now(PARIS)).total_seconds()
        self.custody.restart(*self.custody._arguments)
        self.bench.clock.at = at

    def line(self) -> ReminderLine:
        (line,) = self.worker.reminders(self.opened.person).lines
        return line

    def told(self, standing: Standing) -> ReminderLine:
        """Exchange until the post is told so."""
        end = monotonic() + PATIENCE_S
        while self.line().standing is not standing:
            assert monotonic() < end, self.line()
            self.bench.sync()
            sleep(0.2)
        return self.line()

    def written(self) -> Sequence[dict[str, str]]:
        """What custody wrote into its log file instead of sending."""
        if not self.log.exists():
            return ()
        return [json.loads(each) for each in self.log.read_text(encoding="utf-8").splitlines()]


@contextlib.contextmanager
def site(folder: Path, *arguments: str) -> Iterator[Site]:
    with contextlib.ExitStack() as held:
        custody = held.enter_context(custody_alone(folder / "custody", *arguments))
        server = held.enter_context(
            server_process(folder / "central", "--custody", str(custody.pairing))
        )
        bench = Bench(folder / "bench", server)
        held.callback(bench.close)
        worker = bench.worker()
        opened = worker.open_safe(new_safe(phone=NUMBER))
        worker.want_reminders(opened.person, consent(ConsentKind.REMINDERS))
        yield Site(server, custody, bench, worker, opened, folder / "custody" / "log" / "sms.log")


@contextlib.contextmanager
def centre_and_site(folder: Path) -> Iterator[tuple[Centre, Site]]:
    with smpp_centre() as centre:
        login = folder / "sms"
        login.touch(mode=0o600)
        login.write_text("relais:secret")
        sms = f"smpp://127.0.0.1:{centre.port}?from=RELAIS&credentials={login}"
        with site(folder, "--sms", sms) as found:
            yield centre, found


def taken_in(found: Site) -> None:
    """Wait until custody has what the server has."""
    assert found.server.line().ask("GET", "/readyz").status == 200  # custody's turn, now


def test_what_is_ordered_off_line_is_sent_at_its_hour_and_told_to_the_post(tmp_path: Path) -> None:
    with centre_and_site(tmp_path) as (centre, found):
        asked = found.order()
        found.worker.put_reminder(found.opened.person, asked)
        assert found.line().standing is Standing.WAITING
        found.bench.assert_all_is_sent()
        taken_in(found)
        assert found.line().standing is Standing.PLANNED
        due = asked.appointment - timedelta(days=2)
        found.go_to(due - timedelta(minutes=5))
        assert centre.messages == []
        found.go_to(due + timedelta(minutes=2))
        centre.wait_for(1)
        assert centre.messages[0].text == found.line().words
        line = found.told(Standing.SENT)
        assert line.outcome is None
        assert len(centre.messages) == 1


def test_called_off_before_its_hour_nothing_leaves(tmp_path: Path) -> None:
    with site(tmp_path) as found:
        ended, kept = found.order(), found.order()
        (line,) = found.worker.put_reminder(found.opened.person, ended).lines
        found.bench.assert_all_is_sent()
        found.worker.call_off_reminder(found.opened.person, line.remind)
        found.bench.assert_all_is_sent()
        taken_in(found)
        assert found.line().standing is Standing.CALLED_OFF
        found.go_to(kept.appointment - timedelta(days=2) + timedelta(minutes=2))
        sleep(4.0)  # two looks of custody's worker at what is due
        found.bench.sync()
        assert found.written() == ()
        assert found.line().standing is Standing.CALLED_OFF


def test_through_the_log_gateway_it_is_written_at_its_hour_and_told_as_not_sent(
    tmp_path: Path,
) -> None:
    with site(tmp_path) as found:
        asked = found.order()
        found.worker.put_reminder(found.opened.person, asked)
        found.bench.assert_all_is_sent()
        taken_in(found)
        found.go_to(asked.appointment - timedelta(days=2) + timedelta(minutes=2))
        line = found.told(Standing.NOT_SENT)
        assert line.outcome is Outcome.NOWHERE
        (written,) = found.written()
        assert (written["text"], written["to"]) == (line.words, "…78")
