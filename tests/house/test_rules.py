"""Each house rule can fail: a small bad example beside the good one."""

import pytest

from tests.house import rules

BUILD = "def build(raw):\n"


def test_a_module_of_401_lines_is_too_long():
    sources = {"good.py": "\n" * 400, "bad.py": "\n" * 401}
    assert rules.too_long(sources) == ["bad.py: 401 lines"]


@pytest.mark.parametrize(
    "path",
    ["api/utils.py", "udfs/helpers/keys.py", "common.py", "src/Manager.ts", "a/util.test.ts"],
)
def test_a_name_for_nothing_is_found(path):
    assert rules.catch_all_names(["api/app.py", path, "api/commonality.py"]) == [path]


@pytest.mark.parametrize("path", ["a/laps.json.gz", "x.parquet", "rows.CSV", "out/options.jsonl"])
def test_race_data_is_found(path):
    assert rules.data_files(["package.json", path]) == [path]


@pytest.mark.parametrize("folder", rules.MACHINE_FOLDERS)
def test_a_path_of_one_machine_is_found(folder):
    sources = {"good.md": "see docs/architecture.md and ~/.m2", "bad.py": f'X = "/{folder}/me/x"'}
    assert rules.places_of_one_machine(sources) == [f"bad.py:1: /{folder}/m"]


@pytest.mark.parametrize(
    "text",
    [
        *(f"see {host}" for host in rules.REGISTRY_HOSTS),
        *rules.REGISTRY_OPTIONS,
        "https" + "://mirror.example/simple/numpy",
        "https" + "://mirror.example/maven2/org",
    ],
)
def test_a_package_registry_is_found(text):
    assert rules.places_of_one_machine({"bad.lock": f"fine\n{text}"})[0].startswith("bad.lock:2: ")


def test_web_addresses_that_are_no_registry_are_fine():
    page = "http://www.apache.org/licenses/ and http://127.0.0.1:8000/graphql and work/home/x"
    assert rules.places_of_one_machine({"page.md": page}) == []


def test_missing_docstrings_are_found():
    bad = "class Car:\n    x = 1\ndef drive():\n    pass\ndef _shift():\n    pass\n"
    good = '"""Cars."""\ndef drive():\n    """Drive."""\n'
    found = rules.without_docstring({"bad.py": bad, "good.py": good, "pkg/_private.py": bad})
    assert found == ["bad.py: the module", "bad.py: Car", "bad.py: drive"]


def test_an_output_tag_that_no_job_reads_is_found():
    operators = {"udfs/x.py": 'LATE = OutputTag("late")\nLOST = datastream.OutputTag("lost")\n'}
    jobs = {"flink_jobs/x.py": "late = stream.get_side_output(x.LATE)\n"}
    assert rules.unconsumed_tags(operators, jobs) == ["udfs/x.py: LOST"]


@pytest.mark.parametrize(
    "body",
    [
        '    return raw.process(X()).name("x").uid("x-v1")\n',
        '    a = raw.process(X())\n    a = a.name("x").uid("x-v1")\n    return a\n',
        '    s = env.from_source(k)\n    return keyed(s.uid("s"))\n',
        '    return raw.key_by(f).process(X()).uid("x").sink_to(y).name("y").uid("y")\n',
        '    return Streams(a=raw.process(X()).uid("a"), b=raw.get_side_output(B))\n',
    ],
)
def test_an_operator_with_a_uid_is_fine(body):
    assert rules.without_uid({"job.py": BUILD + body}) == []


@pytest.mark.parametrize(
    "body",
    [
        '    return raw.process(X()).name("x")\n',
        "    return raw.process(X()).map(f).sink_to(y)\n",
        '    raw.sink_to(y)\n    return raw.uid("raw")\n',
        '    a = raw.map(f)\n    b = raw.map(g).uid("g")\n    return a.union(b)\n',
    ],
)
def test_an_operator_without_a_uid_is_found(body):
    assert rules.without_uid({"job.py": BUILD + body})


def test_an_operator_that_hides_behind_another_uid_is_found():
    """In `map(f).map(g).uid("g")` the uid names the last operator only."""
    body = '    return raw.map(f).map(g).uid("g")\n'
    assert rules.without_uid({"job.py": BUILD + body}) == ["job.py:2"]


def test_a_command_that_the_makefile_lacks_is_found():
    page = "Run `make demo`, `make dinner` or\n```bash\nmake test ARGS=x\nmake tea\n```\nmake sure"
    makefile = "demo: setup\n\ttrue\ntest: demo\n"
    assert rules.commands_not_in_makefile(page, makefile) == ["dinner", "tea"]


def test_a_subcommand_or_option_that_the_program_lacks_is_found():
    page = '`f1strategy demo --speed 10` `f1strategy brew` `make demo ARGS="--quick --speed max"`'
    commands = {"demo": ["--speed", "--help"]}
    assert rules.unknown_to_the_command(page, commands) == ["--quick", "brew"]


def test_a_target_without_an_explanation_is_found():
    makefile = ".PHONY: a b\n.PHONY: c\na: ## Explained\nb:\nc: a ##\n"
    assert rules.targets_without_help(makefile) == ["b", "c"]


def test_a_link_to_nowhere_or_out_of_the_project_is_found(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "outside.md").touch()
    (project / "there.md").touch()
    page = project / "page.md"
    page.write_text("[a](there.md#x) [b](gone.md) [c](../outside.md) [d](https://x.org) [e](#y)")
    assert rules.broken_links(page, project) == ["page.md: gone.md", "page.md: ../outside.md"]
