"""docs/records.md says what the declarations say."""

from pathlib import Path

from schemas.reference import main, reference
from schemas.topics import TOPICS

PAGE = Path(__file__).parents[2] / "docs" / "records.md"


def test_the_page_in_docs_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == reference(), "run `make docs` and commit the page"


def test_every_topic_and_field_is_on_the_page():
    page = reference()
    for topic in TOPICS:
        assert f"| `{topic.name}` |" in page
        assert all(f"| `{name}` |" in page for name in topic.record.__struct_fields__)


def test_the_command_writes_the_page(tmp_path):
    page = tmp_path / "records.md"
    assert main([str(page)]) == 0
    assert page.read_text(encoding="utf-8") == reference()


def test_the_command_without_a_path_says_how_to_use_it(capsys):
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().err
