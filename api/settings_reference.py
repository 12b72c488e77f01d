"""Writes docs/configuration.md from the settings: `python -m api.settings_reference FILE`.

A job's settings are read from their module's text: what each means stands below it.
"""

import ast
import sys
from typing import Final

from api.settings import PROJECT_ROOT, VARIABLES
from schemas.markdown import row, write_page

HEAD: Final = """\
# Configuration

Written by `make docs` from the settings. Everything is an environment variable, read once where a process starts; a value
that cannot be used ends it with a sentence that says what was expected. Secrets are only ever read from files or URLs
that a variable names, or by the client libraries of the object store (`AWS_…`).
"""
JOBS: Final = PROJECT_ROOT / "flink_jobs" / "settings.py"
EVERYWHERE: Final = {
    "LIVEF1_RUN": "folder of the embedded stack: logs, state, lake; `.run` in the project if not said",
    "LIVEF1_DATA": "real races for tests and demos; `../shared/data` if not said",
    "LIVEF1_FAILPOINT": "POINT:N:FILE: tests have the archive killed there; never set it otherwise",
}


def job_settings(source: str) -> list[tuple[str, str, str]]:
    """Variable, default and meaning of every field of `JobSettings`, in order."""
    tree = ast.parse(source)
    (settings,) = (
        node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "JobSettings"
    )
    found = []
    for field, below in zip(settings.body, settings.body[1:], strict=False):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        default = "required" if field.value is None else ast.unparse(field.value)
        meaning = below.value.value if _is_text(below) else ""  # type: ignore[attr-defined]
        found.append((f"LIVEF1_{field.target.id.upper()}", default, " ".join(meaning.split())))
    return found


def configuration() -> str:
    """The whole page as Markdown."""
    lines = [HEAD, "## The jobs", "", row("variable", "default", "meaning"), row("-", "-", "-")]
    for name, default, meaning in job_settings(JOBS.read_text(encoding="utf-8")):
        lines.append(row(f"`{name}`", f"`{default}`", meaning))
    for title, variables in (("The API", VARIABLES), ("Everywhere", EVERYWHERE)):
        lines += ["", f"## {title}", "", row("variable", "meaning"), row("-", "-")]
        lines += [row(f"`{name}`", meaning) for name, meaning in variables.items()]
    return "\n".join(lines) + "\n"


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


if __name__ == "__main__":
    sys.exit(write_page(sys.argv[1:], "api.settings_reference", configuration()))
