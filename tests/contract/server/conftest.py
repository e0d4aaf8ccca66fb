"""The real parties of the server: both engines of its store, an S3 server, a key service."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.store.database import Database
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.postgres import PostgresDatabase
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.bao_process import PrivateBao, private_bao
from tests.fakes.postgres_process import BINARIES, PrivatePostgres, private_postgres
from tests.fakes.s3_process import PrivateS3, private_s3
from tests.fakes.soft_token import SoftTokens, soft_tokens


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    if not (BINARIES / "postgres").exists():
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL's binaries are part of CI")
        pytest.skip("Debian's postgresql-15 is not installed")
    with private_postgres() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    found: Database
    if request.param == "sqlite":
        found = SqliteDatabase(tmp_path / "records.db", MIGRATIONS / "sqlite")
    else:
        cluster: PrivatePostgres = request.getfixturevalue("postgres")
        found = PostgresDatabase(cluster.new_database(), MIGRATIONS / "postgresql")
    yield found
    found.close()


@pytest.fixture(scope="session")
def s3() -> Iterator[PrivateS3]:
    with private_s3() as server:
        yield server


@pytest.fixture(scope="session")
def bao() -> Iterator[PrivateBao]:
    with private_bao() as server:
        yield server


@pytest.fixture(scope="session")
def tokens() -> Iterator[SoftTokens]:
    with soft_tokens() as made:
        yield made
