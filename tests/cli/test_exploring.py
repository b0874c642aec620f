"""The command that writes a page and opens it."""

import json
import sys
import webbrowser

import pytest
from small_models import build, untouched

from kerasgen.catalogue import methods
from kerasgen.cli import main as cli


@pytest.fixture
def explore(monkeypatch, capsys, tmp_path):
    """Run the command; give its exit code, what it printed, its error lines, what it opened."""
    monkeypatch.chdir(tmp_path)
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["kerasgen", "explore", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capsys.readouterr()
        return stopped.value.code or 0, out, err.strip().splitlines(), opened

    return run


def saved(model, folder, **training):
    """A directory with what `explore` reads of an export."""
    model.save_to_preset(folder)
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, "training": training}))
    return folder


def test_a_page_is_written_and_opened(explore, tmp_path):
    folder = saved(untouched("vae"), tmp_path / "x", data="digits")
    code, out, err, opened = explore(folder, "--out", "vae.html")
    assert (code, err) == (0, []) and "vae.html" in out
    assert opened == [(tmp_path / "vae.html").as_uri()]
    text = (tmp_path / "vae.html").read_text(encoding="utf-8")
    assert "<title>VAE of digits</title>" in text
    assert 'src="' not in text and "href=" not in text


def test_data_that_are_not_there_are_told_and_the_prior_is_shown(explore, tmp_path):
    folder = saved(untouched("gan"), tmp_path / "x", data="gone.npz")
    code, out, _, opened = explore(folder)
    assert code == 0 and "no test examples: The data of the run are not here" in " ".join(
        out.split()
    )
    assert opened == [(tmp_path / "explore.html").as_uri()]


def test_what_cannot_be_shown_is_refused_in_one_line(explore, tmp_path):
    autoencoder = saved(build(methods()["autoencoder"]), tmp_path / "a")
    refused = {
        "--data": (autoencoder,),
        "ends in .html": (autoencoder, "--out", "page.png"),
        "is no run": (tmp_path,),
        "(8, 8, 1)": (autoencoder, "--data", "ring"),
        "gone.npz": (autoencoder, "--data", "gone.npz"),
    }
    for reason, arguments in refused.items():
        code, _, (line,), opened = explore(*arguments)
        assert code == 2 and reason in line and opened == []
    assert not list(tmp_path.glob("*.html"))
    code, *_ = explore(autoencoder, "--data", "digits")
    assert code == 0 and (tmp_path / "explore.html").exists()
