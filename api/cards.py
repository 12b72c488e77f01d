"""The model cards: what their makers say of the models, as Markdown files."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One card, as the type of the same name in the SDL."""

    name: str
    title: str
    markdown: str
    picture: str | None


def read_cards(folder: Path) -> tuple[ModelCard, ...]:
    """Every card in a folder, by name; none where there is no folder."""
    return tuple(_card(path) for path in sorted(folder.glob("*.md")))


def _card(path: Path) -> ModelCard:
    text = path.read_text(encoding="utf-8")
    heading = text.partition("\n")[0].removeprefix("#").strip()
    drawn = path.with_suffix(".svg")
    picture = drawn.read_text(encoding="utf-8") if drawn.is_file() else None
    return ModelCard(path.stem, heading or path.stem, text, picture)
