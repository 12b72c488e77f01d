"""Writes the topics as JSON for the Helm chart: `python -m schemas.topics_file`."""

import json
from pathlib import Path
from typing import Final

from schemas.topics import TOPICS

FILE: Final = Path(__file__).parents[1] / "k8s" / "chart" / "files" / "topics.json"


def topics_json() -> str:
    """Every topic's name, partitions and configuration."""
    found = [
        {"name": topic.name, "partitions": topic.partitions, "config": topic.configs}
        for topic in TOPICS
    ]
    return json.dumps(found, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(topics_json(), encoding="utf-8")
