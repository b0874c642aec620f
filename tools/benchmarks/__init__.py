"""What `tools/benchmark.py` times. Nothing is imported here: PyTorch has processes of its own."""
