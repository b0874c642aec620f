"""TensorFlow's own loader of SavedModels, in C++, built and run."""

import subprocess
from pathlib import Path

import tensorflow as tf
from tensorflow_serving.apis import predict_pb2

SOURCE = Path(__file__).parent / "savedmodel_loader.cc"


def built(folder):
    """The path of the program, compiled into a folder by g++."""
    program = Path(folder) / "savedmodel_loader"
    command = ["g++", "-w", SOURCE, *tf.sysconfig.get_compile_flags(), "-o", program]
    # Without --no-as-needed what registers sessions is left out.
    command += ["-Wl,--no-as-needed", *tf.sysconfig.get_link_flags(), "-l:libtensorflow_cc.so.2"]
    command += [f"-Wl,-rpath,{tf.sysconfig.get_lib()}"]
    subprocess.run(command, check=True)
    return program


def answers(responses):
    """The outputs of each response in a file that the program has written, by their names."""
    for record in tf.data.TFRecordDataset(str(responses)).as_numpy_iterator():
        outputs = predict_pb2.PredictResponse.FromString(record).outputs
        arrays = {name: tf.make_ndarray(tensor) for name, tensor in outputs.items()}
        yield {n: a.astype("S") if a.dtype == object else a for n, a in arrays.items()}
