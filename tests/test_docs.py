"""The pages under docs/ and CONTRIBUTING.md say what is so, and lead to one another."""

import re
import sys
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")])
WITH_CODE = (
    "given.md",
    "few_labels.md",
    "methods.md",
    "models.md",
    "evaluation.md",
    "exporting.md",
    "runs.md",
)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def links(page):
    """What a page links to in this repository, without places on other pages."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = (target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text))
    return {(page.parent / target).resolve() for target in targets if "://" not in target}


@every_page
def test_links_lead_to_files(page):
    assert [target for target in links(page) if not target.exists()] == []


@pytest.mark.parametrize("start", [ROOT / "README.md", DOCS / "README.md"], ids=str)
def test_every_page_is_reached(start):
    found, unread = set(), {start}
    while unread:
        page = unread.pop()
        found.add(page)
        unread |= {target for target in links(page) if target.suffix == ".md"} - found
    assert set(DOCS.rglob("*.md")) <= found
    # The index has a line for each.
    assert set(DOCS.rglob("*.md")) <= links(DOCS / "README.md") | {DOCS / "README.md"}


def test_table_of_models_comes_from_their_cards(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    sys.modules.pop("saved_models", None)
    table = pytest.importorskip("saved_models").table()
    assert table in (DOCS / "models.md").read_text(encoding="utf-8")


def test_table_of_results_comes_from_their_file(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    table = pytest.importorskip("reproduce").table()
    assert table in (DOCS / "results.md").read_text(encoding="utf-8")


def test_shipped_models_are_small():
    for file in (ROOT / "saved_models").rglob("*"):
        assert not file.is_file() or file.stat().st_size < 10e6, file


def python_blocks(page):
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_CODE)
def test_python_examples_run(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("saved_models").symlink_to(ROOT / "saved_models")
    scope = {"__name__": "docs"}
    for code in python_blocks(DOCS / name):
        exec(compile(code, name, "exec"), scope)


@pytest.mark.slow
def test_methods_that_contributing_shows_train_and_pass_their_tests(images, monkeypatch):
    shown = {}
    for code in python_blocks(ROOT / "CONTRIBUTING.md"):
        path = Path(code.splitlines()[0].removeprefix("# "))
        module = types.ModuleType(".".join(path.with_suffix("").parts))
        monkeypatch.setitem(sys.modules, module.__name__, module)
        exec(compile(code, str(path), "exec"), vars(module))
        shown[path.stem] = module
    for cls in (
        shown["capacity_vae"].CapacityVAE,
        shown["pearson_gan"].PearsonGAN,
        shown["feature_matching_gan"].FeatureMatchingGAN,
    ):
        model = cls.from_data_shape((8, 8, 1))
        model.compile()
        history = model.fit(images, batch_size=16, verbose=0).history
        assert set(history) == set(model.logged)
        assert type(model).from_config(model.get_config()).get_config() == model.get_config()
    tests = shown["test_capacity_vae"]
    tests.test_without_capacity_it_is_the_beta_vae()
    for mean, distance in ((1.0, 1.5), (2.0, 0.0), (3.0, 2.5)):
        tests.test_the_kl_is_drawn_to_the_capacity_from_both_sides(mean, distance)
