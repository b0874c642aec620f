#!/bin/sh
# Call every signature of adversarial-autoencoder-mnist by REST, in rows ("instances") and in columns ("inputs").
#
#     sh predict.sh [http://HOST:PORT]
set -eu
cd "$(dirname "$0")"
model=${1:-http://localhost:8501}/v1/models/adversarial-autoencoder-mnist
options="--silent --show-error --fail-with-body"

# What is served; it is asked again until the server is up.
curl $options --retry 60 --retry-delay 1 --retry-all-errors "$model"

# serving_default
curl $options --data @serving_default.rows.json "$model:predict"
curl $options --data @serving_default.columns.json "$model:predict"

# encode
curl $options --data @encode.rows.json "$model:predict"
curl $options --data @encode.columns.json "$model:predict"

# encode_image_bytes
curl $options --data @encode_image_bytes.rows.json "$model:predict"
curl $options --data @encode_image_bytes.columns.json "$model:predict"

# reconstruct
curl $options --data @reconstruct.rows.json "$model:predict"
curl $options --data @reconstruct.columns.json "$model:predict"

# reconstruct_image_bytes
curl $options --data @reconstruct_image_bytes.rows.json "$model:predict"
curl $options --data @reconstruct_image_bytes.columns.json "$model:predict"

# sample
# in columns alone: its inputs are numbers, which have no rows
curl $options --data @sample.columns.json "$model:predict"

# sample_png
# in columns alone: its inputs are numbers, which have no rows
curl $options --data @sample_png.columns.json "$model:predict"
