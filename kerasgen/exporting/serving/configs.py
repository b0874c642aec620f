"""How TensorFlow Serving is started: its models, batches of requests, and Docker Compose."""


def write(folder, model, samples):
    """Write `models.config`, `batching.config` and `compose.yaml`.

    Args:
        folder: path of the export, which the server sees as `/export`.
        model: str. What clients call the model by.
        samples: bool. Whether it has a signature `sample`.
    """
    texts = {
        "models.config": _MODELS.format(model=model),
        "batching.config": _BATCHING + (_NO_SAMPLE if samples else ""),
        "compose.yaml": _COMPOSE + (_COMPOSE_NO_WARM_UP if samples else ""),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


_MODELS = """# The highest version below the path is served, and replaced when a higher one appears.
model_config_list {{
  config {{
    name: "{model}"
    base_path: "/export/tensorflow"
    model_platform: "tensorflow"
  }}
}}
"""

_BATCHING = """# Requests for one signature that come within a millisecond run as one batch, which
# copies of an example fill up to one of these sizes. A request of more than 64 is refused.
allowed_batch_sizes: 1
allowed_batch_sizes: 4
allowed_batch_sizes: 16
allowed_batch_sizes: 64
max_batch_size { value: 64 }
batch_timeout_micros { value: 1000 }
# Batches that wait; when there are more, requests fail at once instead of late.
max_enqueued_batches { value: 64 }
# num_batch_threads is one for each processor, as the server has it.
"""

_NO_SAMPLE = """#
# The server makes batches of every signature or of none. `sample` and `sample_png` take numbers, of
# which no batch can be made: with batching they are refused, and so are warm-up requests for them,
# which would keep the version from being served. compose.yaml turns warm-up off where it turns
# batching on.
"""

_COMPOSE = """# docker compose up            every signature; REST on port 8501, gRPC on port 8500
# docker compose up batching   for many small requests at once; batching.config says how
services:
  serving: &serving
    image: tensorflow/serving:latest
    ports: ["8500:8500", "8501:8501"]
    volumes: [".:/export:ro"]
    command:
      - --model_config_file=/export/models.config
  batching:
    <<: *serving
    profiles: [batching]
    command:
      - --model_config_file=/export/models.config
      - --enable_batching=true
      - --batching_parameters_file=/export/batching.config
"""

_COMPOSE_NO_WARM_UP = "      - --enable_model_warmup=false  # `sample` is not served then\n"
