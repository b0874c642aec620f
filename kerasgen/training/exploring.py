"""A trained run, or an export, as a page for the browser."""

from kerasgen.errors import InputError
from kerasgen.exporting.page import page
from kerasgen.pictures import report
from kerasgen.training.runs.data import data_for
from kerasgen.training.runs.folder import open_run


def write(folder, out, data=None, tell=print):
    """Write the page of a run or an export, with the codes of test examples where they are known.

    Args:
        folder: path of a run or of an exported directory.
        out: path of the HTML file.
        data: other data of the same shape, as `load_data` takes them; or None for the data that
            the model was trained on, without which a model that generates has a page too.
        tell: function of a sentence, of data that are not there.

    Raises:
        InputError: if there is no model, the data do not fit, or a model without a prior has none.

    Example:
        >>> write("runs/vae-digits", "page.html")
    """
    model, config = open_run(folder)
    try:
        examples = data_for(config, data) if data or "data" in config else None
    except InputError as error:
        if data or not model.generates:
            raise
        tell(f"The page has no test examples: {error}")
        examples = None
    name = examples.name if examples else config.get("data")
    title = f"{type(model).__name__} of {name}" if name else type(model).__name__
    report.save(page(model, title, examples), out)
