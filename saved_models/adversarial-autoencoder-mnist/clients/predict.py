"""Call every signature of a served model by gRPC, and compare with what the model computed.

    pip install grpcio numpy tensorflow-serving-api
    python predict.py [HOST:PORT]

It stands in an exported directory, whose `card.json` names the model and its signatures, and
whose `reference.npz` has inputs and what the model made of them.
"""

import json
import sys
from pathlib import Path

import grpc
import numpy as np
import tensorflow as tf  # tensorflow-serving-api brings it
from tensorflow_serving.apis import predict_pb2, prediction_service_pb2_grpc


def predict_request(model, signature, inputs):
    """What asks a model for one signature of arrays by the names of its inputs."""
    request = predict_pb2.PredictRequest()
    request.model_spec.name = model
    request.model_spec.signature_name = signature
    for name, array in inputs.items():
        request.inputs[name].CopyFrom(tf.make_tensor_proto(array))
    return request


def predict(stub, model, signature, inputs):
    """The outputs by their names; until the server is up it waits."""
    request = predict_request(model, signature, inputs)
    response = stub.Predict(request, timeout=60, wait_for_ready=True)
    return {name: tf.make_ndarray(tensor) for name, tensor in response.outputs.items()}


def compared(found, expected):
    """How far numbers, or the shades of PNG files, are from those of the model."""
    if found.dtype == object:
        found = np.stack([tf.io.decode_png(file) / 255 for file in found])
    return f"within {np.abs(found - expected).max():.1e}"


def main(server="localhost:8500"):
    export = Path(__file__).resolve().parents[1]
    served = json.loads((export / "card.json").read_text(encoding="utf-8"))["serving"]
    with grpc.insecure_channel(server) as channel, np.load(export / "reference.npz") as reference:
        stub = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        for signature, function in served["signatures"].items():
            case = f"fixed-3/{function}/"  # three examples; put your own inputs here
            given, expected = (
                {
                    key.rpartition("/")[2]: reference[key]
                    for key in reference
                    if key.startswith(f"{side}/{case}")
                }
                for side in ("inputs", "outputs")
            )
            for name, found in predict(stub, served["model"], signature, given).items():
                verdict = compared(found, expected[name])
                print(f"{signature}: {name} {found.shape}, {verdict} of the model's")


if __name__ == "__main__":
    main(*sys.argv[1:])
