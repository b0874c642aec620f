"""A classifier of the codes of a trained model."""

import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC

from kerasgen.core.labels import NOT_LABELLED
from kerasgen.errors import InputError


def code_classifier(model, data, labels, classifier=None):
    """Fit a classifier to the codes of labelled examples: the M1 of Kingma et al.

    The model has learnt its codes from all examples, the classifier sees those with a label. Codes
    keep the scale that they have: a latent that is not used hardly varies, and stays as small.

    Args:
        model: a trained kerasgen model with `encode`, of data alone.
        data: array `(count, ...)`.
        labels: int array `(count,)`, of two classes or more; -1 is not labelled.
        classifier: a scikit-learn classifier; None for a support vector machine with a Gaussian
            kernel.

    Returns:
        scikit-learn `Pipeline` of the encoder and the classifier, with `predict` and `score`,
        from data.

    Raises:
        InputError: if the model has no encoder of data alone, or fewer than two classes are
            labelled.

    Reference: [Kingma et al., 2014](https://arxiv.org/abs/1406.5298)

    Example:
        >>> few = kerasgen.load_data("digits").with_labels(100)
        >>> reads = code_classifier(vae, few.train.as_floats(), few.train.labels)
        >>> reads.score(few.test.as_floats(), few.test.labels)
    """
    if not model.encodes or model.labelled:
        raise InputError(f"{type(model).__name__} has no encoder of data alone.")
    labels = np.asarray(labels)
    known = labels != NOT_LABELLED
    if len(np.unique(labels[known])) < 2:
        raise InputError("A classifier needs labels of two classes or more.")
    pipeline = make_pipeline(FunctionTransformer(model.encode), classifier or SVC(C=5.0))
    return pipeline.fit(np.asarray(data)[known], labels[known])
