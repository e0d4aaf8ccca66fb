"""The scale bench from end to end with sizes that take seconds, and that its copies are true.

The numbers mean nothing here.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.bench.scale.__main__ import main
from tests.bench.scale.engines import TABLES, Engine
from tests.bench.scale.store import PASSES, STRUCTURES, Size, _Copies, measure_stores
from tests.fakes.postgres_process import BINARIES

TINY = ("--runs", "1", "--posts", "3", "--papers", "5", "--persons", "200", "--rounds", "1")


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        ("sqlite", "SQLite"),
        pytest.param("postgresql", "PostgreSQL", marks=pytest.mark.postgres),
    ],
)
def test_the_bench_says_what_it_found(engine, name, capsys):
    if engine == "postgresql" and not (BINARIES / "postgres").exists():
        pytest.skip("Debian's postgresql-15 is not installed")
    assert main(["all", "--json", "--engine", engine, *TINY]) == 0
    told = {row["name"]: row for row in json.loads(capsys.readouterr().out)["figures"]}
    assert told[f"{name}, 3 posts at once: accepted"]["median"] > 0
    assert told[f"{name}, 3 posts at once: told"]["median"] > 0
    for kind in PASSES:
        assert told[f"{name}: {kind}, many / few"]["median"] > 0
    ways = [each for each in told if "the same rows by" in each]
    assert len(ways) == (1 if engine == "sqlite" else 4)


def test_a_copied_person_has_the_rows_of_the_one_the_server_wrote(tmp_path):
    few = Size(250)
    measure_stores(tmp_path, Engine(), [few], rounds=1)
    with closing(sqlite3.connect(tmp_path / "250" / "central" / "records.db")) as store:
        statements = store.execute(
            "SELECT owner, COUNT(*), SUM(size) FROM statement WHERE owner IN"
            " (SELECT person FROM person) GROUP BY owner HAVING COUNT(*) = 10"
        ).fetchall()
        assert len(statements) >= few.persons
        assert max(row[2] for row in statements) - min(row[2] for row in statements) < 100
        for table in TABLES:
            rows = Engine().rows("", tmp_path / "250" / "central", table)
            people = {row[table.columns.index(table.person)] for row in rows}
            assert len(people) >= few.persons, table.name
        untold = store.execute(
            "SELECT COUNT(*) FROM statement s WHERE audience < 3 AND NOT EXISTS"
            " (SELECT 1 FROM feed f WHERE f.owner = s.owner AND f.payload = s.name)"
            " AND owner IN (SELECT person FROM person)"
        )
        assert untold.fetchone()[0] == 0
        per_structure = store.execute(
            "SELECT structure, COUNT(*) FROM affiliation GROUP BY structure"
        ).fetchall()
        assert len(per_structure) == STRUCTURES


def test_copies_keep_equal_ids_equal_and_others_apart():
    (statement, feed) = (TABLES[0], TABLES[1])
    person, structure, name = bytes([1]) * 16, bytes([2]) * 16, bytes([3]) * 32
    models = {
        statement: [(person, name, 7, "item", person, person, person, 2, 0, 4, 0, b"wire")],
        feed: [(structure, 7, 0, person, name)],
    }
    (told, lines) = [rows for _, rows in _Copies(models, structure).of(STRUCTURES + 1)]
    assert len({row[0] for row in told}) == STRUCTURES + 1
    assert [(row[0], row[1], row[2]) for row in told] == [(row[3], row[4], row[1]) for row in lines]
    assert lines[0][0] == lines[STRUCTURES][0] == structure != lines[1][0]
    assert {row[-1] for row in told} == {b"wire"}
