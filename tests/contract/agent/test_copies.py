"""Work copies end with the agent as it starts, on line or off, with nobody signed in (LIF-13)."""

from __future__ import annotations

import pytest

from kiosk.copies.files import write_file
from kiosk.copies.media import ApprovedMedia
from kiosk.domain.work_copies import CopyState
from kiosk.vault.device_store import CopyRow
from sync.agent.loop import Loop, Stop

PRO = b"p" * 16


@pytest.mark.parametrize("is_due", [True, False])
def test_a_copy_whose_time_is_over_is_deleted_as_soon_as_the_post_starts(
    new_post, tmp_path, is_due
):
    post, folder = new_post(), tmp_path / "travail"
    folder.mkdir()
    write_file(folder, "copie.pdf", b"%PDF")
    now = int(post.clock.now().timestamp())
    with post.store.transaction() as tx:
        tx.put_copy(
            CopyRow(
                b"c" * 16,
                PRO,
                f"folder:{folder}",
                "copie.pdf",
                now - 100,
                now - 1 if is_due else now + 3600,
                CopyState.OUT,
                b"sealed",
            )
        )
    x = post.exchange(is_open=False)
    x.copy_media = ApprovedMedia((folder,))
    loop = Loop(x)
    loop.inbox.put(Stop())
    loop.run()
    assert (folder / "copie.pdf").exists() is not is_due
    (row,) = post.store.copies_of(PRO)
    assert row.state is (CopyState.DELETED if is_due else CopyState.OUT)
