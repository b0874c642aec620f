"""All that can be measured of a model, by what the model can do."""

from kerasgen.evaluation.classification import evaluate_classification
from kerasgen.evaluation.codes import evaluate_codes
from kerasgen.evaluation.drawing import drawn
from kerasgen.evaluation.known_density import evaluate_density
from kerasgen.evaluation.latent_space import evaluate_latents
from kerasgen.evaluation.measurable import is_classifiable
from kerasgen.evaluation.recognition import evaluate_clusters, evaluate_recognition
from kerasgen.evaluation.samples import evaluate_samples
from kerasgen.pictures.report import Section


def evaluate_model(model, data, classifier_file, tsne=False, taught=None):
    """Numbers and sections of a report on samples, codes and latents, as far as there are any.

    Args:
        model: a kerasgen model.
        data: `Data`.
        classifier_file: path of the classifier, as in `evaluate_samples`.
        tsne: bool. Whether to draw a t-SNE of the code.
        taught: `Data` with the labels that the model was trained with, where these are not all
            that are known; None for `data`.

    Returns:
        dict of numbers, fit for JSON, and list of `report.Section`. What the test examples are
        too few for is left out; its section says so, and `left_out` of the numbers.

    Example:
        >>> numbers, sections = evaluate_model(model, load_data("digits"), "classifier.keras")
    """
    numbers, sections, left_out = {}, [], {}
    for name, least, measure in _parts(model, data, classifier_file, tsne, taught or data):
        if len(data.test) < least:
            left_out[name] = f"takes {least} test examples or more; there are {len(data.test)}"
            sections.append(Section(f"Left out: {name}", f"It {left_out[name]}."))
            continue
        found, *of_part = measure()
        numbers |= found
        sections += of_part
    return {**numbers, "left_out": left_out} if left_out else numbers, sections


def _parts(model, data, classifier_file, tsne, taught):
    """Name, least number of test examples and function to numbers and sections of each part."""
    encodes = model.encodes and not model.labelled
    if model.generates:
        yield "samples", 0, lambda: ({}, _samples(model, data))
    if is_classifiable(model, data):
        # Balls around test images reach to their fifth neighbour.
        yield "worth of samples", 6, lambda: evaluate_samples(model, data, classifier_file)
    if model.generates and data.density:
        yield "distance to the density", 0, lambda: evaluate_density(model, data)
    if model.recognises and len(data.data_shape) == 3:
        yield "recognition", 1, lambda: evaluate_recognition(model, data)
    if model.clusters and data.class_names:
        yield "clusters", 1, lambda: evaluate_clusters(model, data)
    if model.classifies:
        yield "classes", 1, lambda: evaluate_classification(model, taught)
    if encodes:
        yield "codes", 2, lambda: _flat(evaluate_codes(model, data, tsne))
    if encodes and model.generates:
        yield "latent space", 2, lambda: _flat(evaluate_latents(model, data))


def _samples(model, data):
    return Section("Samples", pictures={"Drawn from the prior": drawn(model, data)})


def _flat(measured):
    numbers, sections = measured
    return numbers, *sections
