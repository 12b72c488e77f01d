"""The house rules as pure functions: each takes files or sources and names what breaks the rule.

Every finding is a text with the place and the reason; an empty list means that the rule holds.
"""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TypeAlias

MAX_LINES = 400
CATCH_ALLS = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "misc"})

SIMULATED = "tests/golden/savepoints/"
DATA_SUFFIXES = (".parquet", ".json.gz", ".jsonl", ".jsonl.gz", ".csv", ".csv.gz", ".jsonstream")

# Spelt in two parts, so that this file does not break the rule that it states.
MACHINE_FOLDERS = ("ho" + "me", "ro" + "ot", "Us" + "ers", "wo" + "rk", "tm" + "p")
REGISTRY_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry." + "npm" + "js.org",
    "repo." + "maven" + ".apache.org",
    "repo1." + "maven" + ".org",
    "proxy.go" + "lang.org",
    "index." + "crates.io",
)
REGISTRY_OPTIONS = ("--index" + "-url", "--extra-index" + "-url", '"resolved": "ht' + "tp")


def too_long(sources: Mapping[str, str]) -> list[str]:
    """Modules above 400 lines."""
    lengths = {name: text.count("\n") for name, text in sources.items()}
    return [f"{name}: {n} lines" for name, n in lengths.items() if n > MAX_LINES]


def catch_all_names(paths: Iterable[str]) -> list[str]:
    """Modules and folders that are named for nothing."""
    return [path for path in paths if CATCH_ALLS & {part.lower() for part in _stems(path)}]


def _stems(path: str) -> list[str]:
    pure = PurePosixPath(path)
    return [*pure.parent.parts, pure.name.partition(".")[0]]


def data_files(paths: Iterable[str]) -> list[str]:
    """Files of a kind that real race data comes in, but for the simulated race of the golden savepoints."""
    return [
        path
        for path in paths
        if path.lower().endswith(DATA_SUFFIXES) and not path.startswith(SIMULATED)
    ]


def places_of_one_machine(sources: Mapping[str, str]) -> list[str]:
    """Absolute paths of somebody's machine, and addresses of package registries."""
    folders = "|".join(MACHINE_FOLDERS)
    path = re.compile(rf"(?<![A-Za-z0-9_.~}}$-])/(?:{folders})/[A-Za-z0-9_.]")
    hosts = "|".join(map(re.escape, (*REGISTRY_HOSTS, *REGISTRY_OPTIONS)))
    registry = re.compile(rf"{hosts}|https?://[^\s\"']*/(?:simple|maven2?)/")
    return [
        f"{name}:{number}: {found.group(0)}"
        for name, text in sources.items()
        for number, line in enumerate(text.splitlines(), start=1)
        for found in (path.search(line), registry.search(line))
        if found
    ]


def without_docstring(sources: Mapping[str, str]) -> list[str]:
    """Public modules, and their public classes and functions, that do not say what they are for."""
    found: list[str] = []
    for name, text in sources.items():
        tree = ast.parse(text)
        if any(part.startswith("_") and part != "__init__" for part in _stems(name)):
            continue
        if ast.get_docstring(tree) is None:
            found.append(f"{name}: the module")
        found += [f"{name}: {each.name}" for each in _public(tree) if not ast.get_docstring(each)]
    return found


Definition: TypeAlias = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def _public(tree: ast.Module) -> list[Definition]:
    definitions = [node for node in tree.body if isinstance(node, Definition)]
    return [node for node in definitions if not node.name.startswith("_")]


def unconsumed_tags(operators: Mapping[str, str], jobs: Mapping[str, str]) -> list[str]:
    """Output tags that no job reads: what they carry would go down the main stream instead."""
    consumed = {
        ast.unparse(call.args[0]).rpartition(".")[2]
        for text in jobs.values()
        for call in _calls(ast.parse(text), "get_side_output")
    }
    return [
        f"{name}: {tag}"
        for name, text in operators.items()
        for tag in _tags(ast.parse(text))
        if tag not in consumed
    ]


def _tags(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_call_of(node.value, "OutputTag"):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


OPERATORS = frozenset({"process", "map", "flat_map", "filter", "reduce", "from_source", "sink_to"})


def without_uid(jobs: Mapping[str, str]) -> list[str]:
    """Operators, sources and sinks that get no uid.

    A uid names the nearest operator before it in its chain, or, where the chain begins with a
    variable, the last operator of what was assigned to it in the same function.
    """
    return [
        f"{name}:{line}"
        for name, text in jobs.items()
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef)
        for line in _unnamed_operators(function)
    ]


def _unnamed_operators(function: ast.FunctionDef) -> list[int]:
    nodes = list(ast.walk(function))
    made = [node for node in nodes if any(_is_call_of(node, method) for method in OPERATORS)]
    named = [_last_operator(uid.func) for uid in _calls(function, "uid")]
    variables = {node.id for node in named if isinstance(node, ast.Name)}
    named += [
        _last_operator(node.value)
        for node in nodes
        if isinstance(node, ast.Assign)
        and any(isinstance(each, ast.Name) and each.id in variables for each in node.targets)
    ]
    return [call.lineno for call in made if call not in named and isinstance(call, ast.Call)]


def _last_operator(node: ast.AST) -> ast.AST:
    """Walk a chain of calls back to its last operator, or to where the chain begins."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Call):
            if any(_is_call_of(node, method) for method in OPERATORS):
                return node
            node = node.func
        else:
            node = node.value
    return node


def _calls(tree: ast.AST, method: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_call_of(node, method):
            yield node


def _is_call_of(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return bool(called == name)


def commands_not_in_makefile(page: str, makefile: str) -> list[str]:
    """Targets that a page tells people to type and that the Makefile does not have."""
    known = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    told = set(re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(_code(page))))
    return sorted(told - known)


def unknown_to_the_command(page: str, commands: Mapping[str, Collection[str]]) -> list[str]:
    """Subcommands of `f1strategy`, and options, that a page shows and the program does not have.

    `commands` maps each subcommand to its options.
    """
    code = "\n".join(_code(page))
    shown = set(re.findall(r"\bf1strategy ([a-z]+)", code)) - set(commands)
    options = set(re.findall(r"(?<!\S)--[a-z][a-z-]*", code.replace('"', " ")))
    return sorted(shown | (options - {option for known in commands.values() for option in known}))


def _code(page: str) -> Iterator[str]:
    yield from re.findall(r"```[a-z]*\n(.*?)```", page, re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))


def targets_without_help(makefile: str) -> list[str]:
    """Phony targets that `make help` does not explain."""
    phony = set(re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE))
    explained = set(re.findall(r"^([a-z][a-z-]*):.*## \S", makefile, re.MULTILINE))
    return sorted({name for line in phony for name in line.split()} - explained)


def broken_links(page: Path, root: Path) -> list[str]:
    """Relative links of a Markdown page that lead to no file of the project."""
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    inside = [(page.parent / link).resolve() for link in links]
    return [
        f"{page.name}: {link}"
        for link, target in zip(links, inside, strict=True)
        if not target.exists() or not target.is_relative_to(root.resolve())
    ]
