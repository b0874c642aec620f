"""The maximum mean discrepancy of two samples, and its kernels."""

import torch


def inverse_multiquadratic(squares, dimensions):
    """Tolstikhin et al., 2018, Section 4: `C / (C + d^2)`, as in their code for seven `C`."""
    scales = torch.tensor([0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]) * 2 * dimensions
    return (scales / (scales + squares[..., None])).sum(-1)


def gaussian_kernel(squares, dimensions):
    return torch.exp(-squares / dimensions)


def maximum_mean_discrepancy(x, y, kernel):
    """Gretton et al., 2012, Eq. 3: the unbiased estimate, a sum over pairs of different draws."""
    count, dimensions = x.shape

    def kernels(a, b):
        return kernel((a[:, None, :] - b[None, :, :]).pow(2).sum(2), dimensions)

    different = ~torch.eye(count, dtype=bool)
    within = kernels(x, x)[different].mean() + kernels(y, y)[different].mean()
    return within - 2 * kernels(x, y).mean()
