"""Requests that TensorFlow Serving replays when it loads a version, before it serves it."""

import tensorflow as tf
from tensorflow_serving.apis import prediction_log_pb2

from kerasgen.exporting.serving.client import predict_request


def write(version, model, requests):
    """Write `assets.extra/tf_serving_warmup_requests` into a version.

    The server refuses a version one of whose requests fails, and more than 1,000 of them.

    Args:
        version: path of the SavedModel.
        model: str. What clients call the model by.
        requests: list of signature and inputs, a dict of name to array of any type that a tensor
            can have, strings of bytes too.
    """
    folder = version / "assets.extra"
    folder.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(folder / "tf_serving_warmup_requests")) as records:
        for signature, inputs in requests:
            log = prediction_log_pb2.PredictLog(request=predict_request(model, signature, inputs))
            records.write(prediction_log_pb2.PredictionLog(predict_log=log).SerializeToString())
