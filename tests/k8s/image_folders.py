"""What an image would hold and do, read from its Dockerfile: there is no container runtime where tests run."""

import json
import shlex
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from dockerfile_parse import DockerfileParser

from api.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "k8s" / "images"


@dataclass
class Image:
    """The last stage of a Dockerfile, or the stage of a target: it has what the stages below it have."""

    copied: list[tuple[str, str]] = field(default_factory=list)
    """Paths of this project, and where they are then, below the working directory."""
    user: str = ""
    entry_point: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health_check: list[str] = field(default_factory=list)

    def lay_out(self, folder: Path) -> None:
        """Put copies where the image would have them."""
        for source, destination in self.copied:
            found = PROJECT_ROOT / source
            if found.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "target", "node_modules")
                shutil.copytree(found, folder / destination, ignore=ignored, dirs_exist_ok=True)
            else:
                (folder / destination).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(found, folder / destination)


def image(name: str, target: str | None = None) -> Image:
    """What a Dockerfile of ours makes; raises KeyError for a target that it does not have."""
    instructions = DockerfileParser(str(FOLDER / f"{name}.Dockerfile")).structure
    stages: dict[str, Image] = {}
    current = Image()
    for one in instructions:
        words = shlex.split(one["value"]) if one["instruction"] in ("FROM", "COPY") else []
        match one["instruction"]:
            case "FROM":
                base = stages.get(words[0], Image())
                current = Image(
                    copied=list(base.copied),
                    user=base.user,
                    entry_point=base.entry_point,
                    command=base.command,
                    health_check=base.health_check,
                )
                stages[words[-1]] = current
            case "COPY" if not words[0].startswith("--from"):
                current.copied += [(source, words[-1]) for source in words[:-1]]
            case "USER":
                current.user = one["value"]
            case "ENTRYPOINT":
                current.entry_point = json.loads(one["value"])
            case "CMD":
                current.command = json.loads(one["value"])
            case "HEALTHCHECK":
                current.health_check = json.loads(one["value"].split("CMD", 1)[1])
    return stages[target] if target else current
