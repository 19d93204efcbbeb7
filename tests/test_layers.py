"""The ladder of imports: a module imports rungs below its own, and modules of its own room."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "toolkit"
LADDER = (
    {"errors"},
    {"statistics", "text", "files"},
    {"records"},
    {"codebook"},
    {"config"},
    {"ingest", "rules"},
    {"corpus"},
    {"models", "labelling"},
    {"evaluation"},
    {"runs"},
    {"cli"},
)
RUNG = {room: i for i, rooms in enumerate(LADDER) for room in rooms}
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
HEAVY = (
    *("sklearn", "scipy", "numba", "llvmlite", "textual"),
    *("torch", "transformers", "datasets", "pandas", "pyarrow"),
)


def room_of(module):
    return module.split("/")[0].removesuffix(".py")


def imported(module):
    """Dotted names of all that a module imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms_imported(module):
    parts = [name.split(".") for name in imported(module)]
    return {part[1] for part in parts if part[0] == "toolkit" and len(part) > 1} - {"__version__"}


def libraries_imported(module):
    return {name.split(".")[0] for name in imported(module)}


def test_every_room_has_a_rung():
    assert {room_of(module) for module in MODULES} - {"__init__"} == set(RUNG)


@pytest.mark.parametrize("module", [module for module in MODULES if module != "__init__.py"])
def test_arrows_point_down_the_ladder(module):
    room = room_of(module)
    wrong = {other for other in rooms_imported(module) - {room} if RUNG[other] >= RUNG[room]}
    assert not wrong, f"toolkit/{module} imports {sorted(wrong)}"


def test_imports_are_absolute():
    relative = [
        module
        for module in MODULES
        for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]
    assert relative == []


def test_only_the_workspace_imports_textual():
    users = [m for m in MODULES if "textual" in libraries_imported(m)]
    assert [m for m in users if not m.startswith("labelling/terminal/")] == []


def test_only_the_transformer_imports_torch():
    users = [m for m in MODULES if libraries_imported(m) & {"torch", "transformers"}]
    assert [m for m in users if not m.startswith("models/transformer/")] == []


def test_only_the_transformer_and_the_dataset_room_import_datasets():
    users = [m for m in MODULES if "datasets" in libraries_imported(m)]
    allowed = ("models/transformer/", "corpus/dataset")
    assert [m for m in users if not m.startswith(allowed)] == []


def test_only_the_baseline_imports_numba():
    users = [m for m in MODULES if "numba" in libraries_imported(m)]
    assert users == ["models/tfidf/kernels.py"]


def test_nobody_imports_pandas():
    assert [m for m in MODULES if "pandas" in libraries_imported(m)] == []


@pytest.mark.parametrize(
    "start",
    [
        "import toolkit.cli.app",
        "import sys; sys.argv = ['toolkit', '--help']\n"
        "from toolkit.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code",
    ],
    ids=["importing the app", "toolkit --help"],
)
def test_the_command_line_starts_without_heavy_libraries(start):
    code = f"{start}\nimport sys\nprint('loaded', sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent, check=True
    )
    assert done.stdout.splitlines()[-1] == "loaded []"
