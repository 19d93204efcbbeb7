"""What a user installs works without the checkout: the wheel, the sdist, the editable install."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from toolkit import __version__

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("configs", "labels", "seeds")
BIN = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.slow


def run(*words, cwd, check=True):
    """Runs a command away from the checkout; the message has what it said."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=environment | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "OMP_WAIT_POLICY": "PASSIVE"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert not check or done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done


def new_environment(folder):
    run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    return folder / BIN / "python"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder for everything that is built; without a package index there is nothing to test."""
    folder = tmp_path_factory.mktemp("wheel")
    asked = ("pip", "download", "--quiet", "--no-deps", "--dest", folder / "probe", "hatchling")
    probe = run(sys.executable, "-m", *asked, cwd=folder, check=False)
    if probe.returncode:
        pytest.skip(f"pip cannot reach a package index: {probe.stderr.strip()[-200:]}")
    return folder


@pytest.fixture(scope="module")
def wheel(place):
    build = ("pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", place / "dist", ROOT)
    run(sys.executable, "-m", *build, cwd=place)
    (path,) = (place / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(place, wheel):
    """The `toolkit` command of an environment that has the core and nothing else."""
    python = new_environment(place / "core")
    install = ("install", "--quiet", "-c", ROOT / "constraints.txt", wheel)
    run(python, "-m", "pip", *install, cwd=place)
    return python.with_name(f"toolkit{python.suffix}")


def files_of(wheel):
    return {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}


def shipped_in_checkout():
    tracked = run("git", "ls-files", *SHIPPED, cwd=ROOT, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    return {f"toolkit/_shipped/{name}" for name in tracked.stdout.splitlines()}


def test_the_wheel_carries_configs_labels_and_seeds(wheel):
    assert shipped_in_checkout() - files_of(wheel) == set()


def test_the_wheel_carries_nothing_but_the_package_and_what_it_ships(wheel):
    names = files_of(wheel)
    tops = {name.split("/")[0] for name in names}
    assert tops == {"toolkit", f"news_stance_toolkit-{__version__}.dist-info"}
    assert [name for name in names if "__pycache__" in name or "benchmarks" in name] == []


def test_the_installed_toolkit_trains_checks_and_scores_in_a_new_workspace(place, installed):
    assert run(installed, "--version", cwd=place).stdout.strip() == f"toolkit {__version__}"
    run(installed, "init", "study", cwd=place)
    study = place / "study"
    run(installed, "train", "configs/tfidf.yaml", cwd=study)
    assert "ERROR" not in run(installed, "check", cwd=study).stdout
    run(installed, "score", "starter-tfidf", "seeds/pages", "--out", "scored.csv", cwd=study)
    assert (study / "scored.csv").read_text(encoding="utf-8").startswith("article_id,")


def test_the_core_alone_names_the_extra_that_it_lacks(place, installed):
    run(installed, "init", "labelled", cwd=place)
    study = place / "labelled"
    run(installed, "import", "seeds/corpus/examples.jsonl", cwd=study)
    done = run(installed, "export", "--format", "hf", "--out", "hf", cwd=study, check=False)
    assert done.returncode == 1
    assert "needs the extra 'transformer'" in done.stderr


def test_the_installed_package_does_not_come_from_the_checkout(place, installed):
    python = installed.with_name(f"python{installed.suffix}")
    where = run(python, "-c", "import toolkit; print(toolkit.__file__)", cwd=place).stdout
    assert ROOT not in Path(where.strip()).parents


def test_the_sdist_builds_and_gives_the_same_wheel(place, wheel):
    python = new_environment(place / "builder")
    run(python, "-m", "pip", "install", "--quiet", "hatchling", cwd=place)
    out = place / "sdist"
    run(python, "-m", "hatchling", "build", "--target", "sdist", "--directory", out, cwd=ROOT)
    (sdist,) = out.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert [name for name in names if "__pycache__" in name or "/.work" in name] == []
    again = place / "again"
    build = ("pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", again, sdist)
    run(sys.executable, "-m", *build, cwd=place)
    (rebuilt,) = again.glob("*.whl")
    assert files_of(rebuilt) == files_of(wheel)


def test_an_editable_install_copies_no_shipped_files(place):
    python = new_environment(place / "editable")
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--editable", ROOT, cwd=place)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", where, cwd=place).stdout.strip())
    assert not (site / "toolkit").exists()
    found = "from toolkit import __file__ as path; print(path)"
    assert Path(run(python, "-c", found, cwd=place).stdout.strip()).parent == ROOT / "toolkit"
