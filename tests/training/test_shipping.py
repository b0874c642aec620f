"""What the data of a run say when it ships."""

from types import SimpleNamespace

import pytest

from kerasgen.training.runs import shipping


@pytest.mark.parametrize("kept", [True, False], ids=["run", "trained model"])
def test_a_classifier_is_kept_in_a_run_and_in_no_other_folder(kept, monkeypatch, tmp_path):
    trained = []

    def evaluated(directory, model, data, classifier_file, source):
        classifier_file.write_text("trained")
        trained.append(classifier_file)
        return {}

    monkeypatch.setattr(shipping, "data_for", lambda config, source: SimpleNamespace())
    monkeypatch.setattr(shipping, "evaluate_precisions", evaluated)
    monkeypatch.setattr(shipping, "add_to_card", lambda directory, losses: None)
    if kept:
        (tmp_path / "config.json").write_text("{}")
    shipping.measure_precisions(tmp_path, None, {}, tmp_path / "export")
    assert [file.exists() for file in trained] == [kept]
    assert (tmp_path / "classifier.keras").exists() is kept
