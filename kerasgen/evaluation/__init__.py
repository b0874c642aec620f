"""All that can be measured of a model, by what the model can do."""

from kerasgen.drawing import drawn
from kerasgen.evaluation.codes import evaluate_codes
from kerasgen.evaluation.densities import evaluate_density
from kerasgen.evaluation.latents import evaluate_latents
from kerasgen.evaluation.recognition import evaluate_recognition
from kerasgen.evaluation.samples import evaluate_samples
from kerasgen.report import Section


def evaluate_model(model, data, judge_file, tsne=False):
    """Numbers and sections of a report on samples, codes and latents, as far as there are any.

    Args:
        model: a kerasgen model.
        data: `Data`.
        judge_file: path of the judge, as in `evaluate_samples`.
        tsne: bool. Whether to draw a t-SNE of the code.

    Returns:
        dict of numbers, fit for JSON, and list of `report.Section`.

    Example:
        >>> numbers, sections = evaluate_model(model, load_data("digits"), "judge.keras")
    """
    generates = hasattr(model, "generate")
    encodes = hasattr(model, "encode") and not hasattr(model, "labelled")
    images = len(data.data_shape) == 3
    numbers, sections = {}, []
    if generates:
        sections.append(Section("Samples", pictures={"Drawn from the prior": drawn(model, data)}))
    if generates and images and data.class_names:
        of_samples, section = evaluate_samples(model, data, judge_file)
        numbers, sections = {**numbers, **of_samples}, [*sections, section]
    if generates and data.density:
        of_points, section = evaluate_density(model, data)
        numbers, sections = {**numbers, **of_points}, [*sections, section]
    if images and hasattr(model, "recognise"):
        of_codes, section = evaluate_recognition(model, data)
        numbers, sections = {**numbers, **of_codes}, [*sections, section]
    if encodes:
        of_codes, found = evaluate_codes(model, data, tsne)
        numbers, sections = {**numbers, **of_codes}, [*sections, *found]
    if encodes and generates:
        of_latents, found = evaluate_latents(model, data)
        numbers, sections = {**numbers, **of_latents}, [*sections, *found]
    return numbers, sections
