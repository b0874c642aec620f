"""All that can be measured of a model, by what the model can do."""

from kerasgen.evaluation.codes import evaluate_codes
from kerasgen.evaluation.drawing import drawn
from kerasgen.evaluation.known_density import evaluate_density
from kerasgen.evaluation.latent_space import evaluate_latents
from kerasgen.evaluation.measurable import is_classifiable
from kerasgen.evaluation.recognition import evaluate_recognition
from kerasgen.evaluation.samples import evaluate_samples
from kerasgen.pictures.report import Section


def evaluate_model(model, data, classifier_file, tsne=False):
    """Numbers and sections of a report on samples, codes and latents, as far as there are any.

    Args:
        model: a kerasgen model.
        data: `Data`.
        classifier_file: path of the classifier, as in `evaluate_samples`.
        tsne: bool. Whether to draw a t-SNE of the code.

    Returns:
        dict of numbers, fit for JSON, and list of `report.Section`.

    Example:
        >>> numbers, sections = evaluate_model(model, load_data("digits"), "classifier.keras")
    """
    parts = list(_parts(model, data, classifier_file, tsne))
    numbers = {name: value for found, *_ in parts for name, value in found.items()}
    return numbers, [section for _, *sections in parts for section in sections]


def _parts(model, data, classifier_file, tsne):
    """Numbers and sections of each part."""
    generates = model.generates
    encodes = model.encodes and not model.labelled
    if generates:
        yield {}, Section("Samples", pictures={"Drawn from the prior": drawn(model, data)})
    if is_classifiable(model, data):
        yield evaluate_samples(model, data, classifier_file)
    if generates and data.density:
        yield evaluate_density(model, data)
    if model.recognises and len(data.data_shape) == 3:
        yield evaluate_recognition(model, data)
    if encodes:
        numbers, sections = evaluate_codes(model, data, tsne)
        yield numbers, *sections
    if encodes and generates:
        numbers, sections = evaluate_latents(model, data)
        yield numbers, *sections
