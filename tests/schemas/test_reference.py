"""docs/records.md and docs/tables.md say what the declarations say."""

from pathlib import Path

import pytest

from schemas import reference, tables_reference
from schemas.tables import TABLES
from schemas.topics import TOPICS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {
    DOCS / "records.md": (reference.reference, reference.main),
    DOCS / "tables.md": (tables_reference.tables_reference, tables_reference.main),
}
each = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


@each
def test_the_page_in_docs_is_up_to_date(page):
    written, _ = PAGES[page]
    assert page.read_text(encoding="utf-8") == written(), "run `make docs` and commit the page"


def test_every_topic_and_field_is_on_the_page():
    page = reference.reference()
    for topic in TOPICS:
        assert f"| `{topic.name}` |" in page
        assert all(f"| `{name}` |" in page for name in topic.record.__struct_fields__)


def test_every_table_is_linked_from_the_top():
    page = tables_reference.tables_reference()
    for table in TABLES:
        assert f"| [`{table.name}`](#{table.name}) |" in page
        assert f"\n## {table.name}\n" in page


@each
def test_the_command_writes_the_page(page, tmp_path):
    written, main = PAGES[page]
    target = tmp_path / page.name
    assert main([str(target)]) == 0
    assert target.read_text(encoding="utf-8") == written()


@each
def test_the_command_without_a_path_says_how_to_use_it(page, capsys):
    _, main = PAGES[page]
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().err
